"""Notebooks for Colab, executed where nothing is installed but what Colab has."""

import json
import math
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ninbook import bootstrap
from ninbook.frameworks import BY_TAB
from tests.cli.conftest import run_ninbook
from tests.conftest import need
from tests.end_to_end.fashion_mnist import place_fashion_mnist
from tests.projects import copy_chapter

HERE = Path(__file__).parent
PREINSTALLED = (
    *("torch==2.11.0", "torchvision", "tensorflow-cpu==2.20.0", "keras==3.13.2"),
    *("jax==0.7.2", "flax==0.11.2", "optax", "numpy==2.1.3", "matplotlib==3.10.0"),
    *("pandas==2.2.3", "scipy", "pillow", "requests"),
    *("setuptools", "pip", "ipykernel", "ipython==7.34.0", "nbclient", "nbformat"),
)
"""What Colab had in August 2026 and these notebooks need; without CUDA where there is a choice."""
NOTEBOOKS = [
    *(("nin-parity", tab, "en") for tab in BY_TAB),
    ("nin-parity", "tensorflow", "ko"),
    *(("nin", tab, "en") for tab in BY_TAB),
    ("nin", "jax", "ko"),
    *((page, "pytorch", "en") for page in ("nin-cured", "nin-answers", "nin-experiments")),
]
"""Page, tab and language of all English notebooks and two Korean ones, the shortest first."""
SHAPES = [(96, 54), (96, 26), (256, 26), (256, 12), (384, 12), (384, 5), (384, 5), (10, 5)]


@pytest.fixture(scope="session")
def colab_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python 3.13 with Colab's releases of the frameworks, without d2l and this project.

    ``NINBOOK_COLAB_PYTHON`` names one that an earlier test made, which has d2l by now.
    """
    if made_before := os.environ.get("NINBOOK_COLAB_PYTHON"):
        return made_before
    uv = bootstrap.find_uv()
    folder = tmp_path_factory.mktemp("colab") / "venv"
    clean = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    # Elsewhere than here, where uv would read this project's overrides.
    options = {"cwd": folder.parent, "env": clean, "capture_output": True, "text": True}
    made = subprocess.run([uv, "venv", "--python", python_3_13(), str(folder)], **options)
    if made.returncode:
        pytest.skip(f"there is no Python 3.13, nor can it be had: {made.stderr.strip()}")
    python = str(folder / "bin" / "python")
    filled = subprocess.run([uv, "pip", "install", "--python", python, *PREINSTALLED], **options)
    assert filled.returncode == 0, filled.stderr
    absent = "import d2l, ninbook"
    assert subprocess.run([python, "-c", absent], **options).returncode, (
        "the environment is not bare"
    )
    return python


def python_3_13() -> str:
    """Returns a Python 3.13 that works, as the shims of pyenv may not; else what uv can fetch."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    found = [shutil.which("python3.13"), *map(str, sorted(pyenv.glob("3.13*/bin/python")))]
    for python in filter(None, found):
        asked = [python, "-c", "import sys; print(sys.version_info[:2] == (3, 13))"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.stdout.strip() == "True":
            return python
    return "3.13"


def build_notebook(book: Path, page: str, tab: str, language: str) -> Path:
    """Builds notebooks of a copy of the chapter; returns one, alone in a reader's folder."""
    built = run_ninbook(book, "build", "colab", "--tab", tab, "--lang", language, "--no-eval")
    assert built.returncode == 0, built.stderr
    (made,) = book.glob(f"build/**/chapter_cnn-modern/{page}.ipynb")
    notebook = book.with_name("reader") / "book" / made.name
    notebook.parent.mkdir(parents=True)
    notebook.write_bytes(made.read_bytes())
    return notebook


def execute(python: str, notebook: Path, *options: str) -> dict[str, Any]:
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("NINBOOK", "PYTHON", "VIRTUAL"))
    }
    home = notebook.parents[1]
    for keras in (False, True):
        place_fashion_mnist(home, keras)
    given = {
        "NINBOOK_PROFILE": "quick",
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
    }
    done = subprocess.run(
        [python, str(HERE / "colab" / "execute.py"), str(notebook), *options],
        cwd=notebook.parent,
        env=kept | given,
        capture_output=True,
        text=True,
        timeout=5400,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.slow
@pytest.mark.parametrize(("page", "tab", "language"), NOTEBOOKS)
def test_a_notebook_runs_on_colab(
    page: str, tab: str, language: str, colab_python: str, tmp_path: Path
) -> None:
    if BY_TAB[tab].linux_x86_only:
        need(tab)
    notebook = build_notebook(copy_chapter(tmp_path / "book"), page, tab, language)
    facts = execute(colab_python, notebook, *(["--facts"] if page == "nin" else []))
    print(f"{facts['minutes']:.1f} minutes, {facts['peak_gib']:.1f} GiB")
    if page == "nin":
        check_training(facts, tab)


def check_training(facts: dict[str, Any], tab: str) -> None:
    assert facts["python"] == [3, 13]
    assert facts["numpy"].partition(".")[0] == "2"
    assert str(Path(__file__).parents[2]) not in facts["mends"]
    lines = [line for line in facts["printed"].splitlines() if "output shape" in line]
    assert len(lines) == 10
    for line, (channels, side) in zip(lines, SHAPES):
        last = (1, side, side, channels)
        shape = (1, channels, side, side) if tab in ("pytorch", "mxnet") else last
        assert str(shape) in re.sub(r"\[(.*)\]", r"(\1)", line)
    assert facts["parameters"] == 1_992_166
    assert facts["epochs"] == 10
    assert len(facts["losses"]) == 20
    assert all(math.isfinite(loss) for loss in facts["losses"] + facts["validation"])
    assert len(set(facts["losses"])) > 15  # one may happen to return
    assert all(change > 0 for change in facts["moved"])
