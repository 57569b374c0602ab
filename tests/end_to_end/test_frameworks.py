"""Real notebooks, real kernels, real data: the chapter and a page dropped in, in each framework."""

import json
import math
import shutil
from pathlib import Path

import pytest

from ninbook.frameworks import BY_TAB
from tests.cli.conftest import run_ninbook
from tests.conftest import need
from tests.editing import edit, keep_titles
from tests.projects import copy_chapter

CLASSES = 20
PARAMETERS = 2_027_356  # 1,992,166 for ten classes; twenty add 35,190
STAGES = [(96, 54), (96, 26), (256, 26), (256, 12), (384, 12), (384, 5), (384, 5), (CLASSES, 5)]
LENET = Path(__file__).with_name("small_lenet.md")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the book: two epochs of small minibatches, twenty classes, and one more page.

    Of the pages beside the chapter only titles are left; what they train would take minutes.
    """
    folder = copy_chapter(tmp_path_factory.mktemp("chapter") / "book")
    shutil.rmtree(folder / "outputs")
    chapter = folder / "chapter_cnn-modern"
    for name, before, after in (
        ("max_epochs=", 10, 2),
        ("batch_size=", 128, 16),
        ("num_classes=", 10, CLASSES),
        ("num_classes: int = ", 10, CLASSES),
    ):
        edit(chapter / "nin.md", f"{name}{before}", f"{name}{after}")
    keep_titles(chapter)
    shutil.copy(LENET, chapter / "small-lenet.md")
    nin = f"\n{chapter.name}/nin\n"
    edit(folder / "index.md", nin, f"{nin}{chapter.name}/small-lenet\n")
    return folder


def record_of(book: Path, page: str, tab: str) -> tuple[dict, str]:
    frozen = json.loads((book / f"outputs/chapter_cnn-modern/{page}.{tab}.quick.ipynb").read_text())
    printed = "".join(
        "".join(output["text"])
        for cell in frozen["cells"]
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream"
    )
    return frozen["metadata"]["ninbook"], printed


@pytest.mark.parametrize("tab", list(BY_TAB))
def test_chapter_and_dropped_in_page_execute_and_render(book: Path, tab: str) -> None:
    if BY_TAB[tab].linux_x86_only:
        need(tab)
    done = run_ninbook(book, "build", "eval", "--tab", tab, "--profile", "quick")
    assert done.returncode == 0, done.stderr

    record, printed = record_of(book, "nin", tab)
    result = record["results"][-1]
    assert result["parameters"] == PARAMETERS
    assert result["epochs"] == 2
    assert result["steps"] == 4
    assert not result["complete"]
    curve = [loss for _, loss in result["curves"]["train_loss"]]
    assert len(curve) == 4
    assert all(math.isfinite(loss) for loss in curve)
    assert len(set(curve)) == 4  # it trains: the loss moves at every step
    lines = [line for line in printed.splitlines() if "output shape" in line]
    assert len(lines) == 10
    first = tab in ("pytorch", "mxnet")
    for line, (channels, side) in zip(lines, STAGES, strict=False):
        shape = (1, channels, side, side) if first else (1, side, side, channels)
        assert str(shape) in line.replace("[", "(").replace("]", ")")
    assert str((1, CLASSES)) in lines[-1].replace("[", "(").replace("]", ")")
    assert printed.count("\n") == 10, "nothing but the summary is printed"

    small, _ = record_of(book, "small-lenet", tab)
    assert small["results"][-1]["finite"]

    again = run_ninbook(book, "build", "eval", "--tab", tab, "--profile", "quick")
    assert "0 cells executed" in again.stdout

    built = run_ninbook(book, "build", "html", "--tab", tab, "--no-eval")
    assert built.returncode == 0, built.stderr
    page = (book / f"build/html_{tab}/chapter_cnn-modern/nin.html").read_text(encoding="utf-8")
    before_calculator, _, _ = page.partition('data-widget="calculator"')
    assert f"{PARAMETERS:,}" in before_calculator
    assert "1,992,166" not in before_calculator
    assert "quick run" in page
    assert page.count("output shape") == 10
    assert 'class="plot' in page
