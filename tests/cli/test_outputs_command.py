"""Frozen executions of one checkout are taken into another."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ninbook.outputs import Run, Store
from tests.cli.conftest import Command
from tests.editing import edit
from tests.executions import freeze_all

FIRST = "outputs/chapter_cnn-modern/nin.jax.quick.ipynb"


def moved(book: Path, folder: Path) -> Path:
    """Moves the outputs of a book to another checkout; returns their folder there."""
    outputs = folder / "elsewhere" / "outputs"
    outputs.parent.mkdir()
    shutil.move(book / "outputs", outputs)
    return outputs


@pytest.fixture
def elsewhere(chapter_copy: Path, tmp_path: Path) -> Path:
    """One page's quick outputs of another checkout; this one, the working directory, has none."""
    folder = moved(chapter_copy, tmp_path)
    wanted = set(folder.rglob("nin.*.quick.ipynb"))
    for other in {*folder.rglob("nin*")} - wanted:
        other.unlink()
    assert len(wanted) == 4
    return folder


def test_whole_executions_are_taken(chapter_copy: Path, elsewhere: Path, command: Command) -> None:
    code, out, _ = command("outputs", "add", str(elsewhere))
    assert (code, out.count("added chapter_cnn-modern/nin")) == (0, 4)
    for file in elsewhere.rglob("*.ipynb"):
        mine = chapter_copy / "outputs" / file.relative_to(elsewhere)
        assert mine.read_bytes() == file.read_bytes()
    assert not Store(chapter_copy).damage()
    code, out, _ = command("outputs", "add", str(elsewhere))
    assert (code, out.count("unchanged")) == (0, 4)


def test_trained_weights_come_along(chapter_copy: Path, tmp_path: Path, command: Command) -> None:
    folder = moved(chapter_copy, tmp_path)

    def weights_in(outputs: Path) -> dict[Path, bytes]:
        return {f.relative_to(outputs): f.read_bytes() for f in outputs.rglob("*.safetensors")}

    assert weights_in(folder)
    assert command("outputs", "add", str(folder))[0] == 0
    assert weights_in(chapter_copy / "outputs") == weights_in(folder)
    assert not Store(chapter_copy).damage()


def test_damaged_and_missing_ones_are_left_out(
    chapter_copy: Path, elsewhere: Path, command: Command
) -> None:
    (elsewhere.parent / FIRST).write_text("{}")
    (elsewhere.parent / FIRST.replace("jax", "mxnet")).unlink()
    code, out, err = command("outputs", "add", str(elsewhere))
    assert code == 0
    assert out.count("added") == 2
    assert "left out: outputs/chapter_cnn-modern/nin.jax.quick.ipynb:1: damaged" in err
    assert not (chapter_copy / FIRST).exists()


def test_other_code_is_left_out(chapter_copy: Path, elsewhere: Path, command: Command) -> None:
    edit("chapter_cnn-modern/nin.md", "lr=0.05", "lr=0.06")
    code, out, err = command("outputs", "add", str(elsewhere))
    assert code == 1
    assert out.count("executed from other code") == 4
    assert "nothing in it belongs to this book" in err
    assert not list((chapter_copy / "outputs").rglob("*.ipynb"))


@pytest.fixture
def frozen(book_folder: Path) -> Path:
    """A small book whose page asks for an accuracy, with a full execution in each tab."""
    page = book_folder / "chapter" / "page.md"
    edit(page, "ninbook: results", "ninbook: seeds 0.80")
    freeze_all(book_folder, "full")
    return book_folder


def test_a_stale_execution_is_archived(frozen: Path, command: Command) -> None:
    edit("chapter/page.md", "print(2 * x + 20)", "print(2 * x + 30)")
    notebook = "outputs/chapter/page.jax.full.ipynb"
    code, out, _ = command("outputs", "archive", notebook, "--label", "the old sum")
    assert (code, "kept outputs/runs/chapter/page.jax.full.2013." in out) == (0, True)
    store = Store(frozen)
    (run,) = store.runs("chapter/page", "jax")
    assert (run.label, run.seed, run.accuracy) == ("the old sum", 2013, 0.8125)
    assert not (frozen / notebook).exists()
    assert store.damage() == []


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("outputs/chapter/page.jax.full.ipynb", "belongs to the present code, so its page needs"),
        ("outputs/chapter/page.vue.full.ipynb", "missing; restore it"),
        ("outputs/runs/chapter/page.jax.full.7.abc.json", "missing; restore it"),
        ("chapter/page.md", "no frozen notebook or run in outputs/"),
    ],
)
def test_what_cannot_be_archived_stays(
    file: str, said: str, frozen: Path, command: Command
) -> None:
    before = sorted(frozen.rglob("*"))
    code, _, err = command("outputs", "archive", file)
    assert code == 1
    assert err.startswith(f"d2lbook: {file}:")
    assert said in err
    assert sorted(frozen.rglob("*")) == before


@pytest.mark.parametrize("label", ["a | b", "<b>", "two\nlines", "one line\n", "\x1b[31m", "a\\b"])
def test_a_label_that_no_table_shows_is_refused(label: str, frozen: Path, command: Command) -> None:
    edit("chapter/page.md", "print(2 * x + 20)", "print(2 * x + 30)")
    notebook = frozen / "outputs/chapter/page.jax.full.ipynb"
    with pytest.raises(SystemExit, match="2"):
        command("outputs", "archive", str(notebook), "--label", label)
    assert notebook.exists()


def test_runs_that_cannot_be_read_are_named(frozen: Path, tmp_path: Path, command: Command) -> None:
    store = Store(frozen)
    run = Run.of(store.load("chapter/page", "jax", "full").record, "an old one")
    files = [store.keep(replace(run, **changed)) for changed in ({"seed": 5}, {"label": "<b>"})]
    files.append(Path("outputs/runs/chapter/page.jax.full.6.json"))
    store.replace({files[-1]: (frozen / files[0]).read_bytes()})
    _, out, _ = command("check")
    form = "it is not a record of a training run: label: "
    other = f"it is the run {files[0].relative_to('outputs/runs')}, whose name it doesn't have"
    for file, message in ((files[1], form), (files[2], other)):
        assert out.count(f"{file}:1: {message}") == 1
    assert str(files[0]) not in out
    code, _, err = command("outputs", "add", str(moved(frozen, tmp_path)))
    assert code == 0
    for file, message in ((files[1], form), (files[2], other)):
        assert err.count(f"left out: {file}:1: {message}") == 1


def test_runs_of_other_seeds_come_along(frozen: Path, tmp_path: Path, command: Command) -> None:
    store = Store(frozen)
    shown = store.load("chapter/page", "jax", "full")
    run = Run.of(shown.record, "an old one")
    other = Run.of(shown.record)
    store.keep(replace(run, seed=5))
    store.keep(replace(other, seed=6))  # with a label it would be known to be of other code
    elsewhere = moved(frozen, tmp_path)
    code, out, _ = command("outputs", "add", str(elsewhere))
    assert code == 0
    assert "added outputs/runs/chapter/page.jax.full.5." in out
    assert "left out chapter/page.jax.full.6." in out
    assert [run.label for run in Store(frozen).runs("chapter/page", "jax")] == ["an old one"]
    assert not Store(frozen).damage()
