"""Tests of modules that are loaded when they are first used."""

import subprocess
import sys

import pytest

_BEGIN = "import sys; from ninbook.lazy import load_lazily; load_lazily(); "


def run(code: str) -> str:
    command = [sys.executable, "-W", "error", "-c", _BEGIN + code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("import numpy; print('numpy.linalg' in sys.modules)", "False"),
        ("import numpy; print(numpy.zeros(2).sum())", "0.0"),
        ("from numpy.linalg import norm; print(norm([3, 4]))", "5.0"),
        ("import nbformat.v4; print(nbformat.v4.nbformat)", "4"),
        ("from rich.text import Text; print(Text('x'))", "x"),
    ],
)
def test_a_module_is_loaded_when_it_is_used(code: str, printed: str) -> None:
    assert run(code) == printed


def test_an_unchanged_book_is_built_without_what_builds_it() -> None:
    code = "import ninbook.build.stamp, ninbook.cli.build_command; print(*sys.modules)"
    loaded = set(run(code).split())
    assert not loaded & {
        "IPython",
        "jsonschema.validators",
        "nbformat.v4",
        "numpy.linalg",
        "sphinx",
    }
