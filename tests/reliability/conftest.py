"""Runs commands in this process, on small books that something is wrong with."""

import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ninbook.cli import main
from tests.projects import files_of

CONFIG = """\
[project]
name = small
title = Small
author = Authors
lang = en
[build]
notebooks = *.md */*.md
exclusions = build outputs
resources = img/ references.bib
output_dir = build
tabs = pytorch, jax
[pdf]
bibfile = ../../references.bib
"""
PAGE = """\
# Small

```{.python .input}
%%tab all
x = 1
```

![A square.](img/square.svg)
"""
SQUARE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>
"""


def readable(folder: Path) -> dict[str, bytes]:
    """What a reader gets of a build: all files but those of the cache, hidden ones too."""
    files = files_of(folder / "build")
    return {f"build/{name}": files[name] for name in files if "cache" not in name.split("/")}


def different(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Names of the files that aren't in both, or not the same."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@dataclass
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """All that it printed."""
        return self.out + self.err


Command = Callable[..., Ended]


def write_small(folder: Path) -> Path:
    """Writes the book of one page into a folder."""
    (folder / "img").mkdir(parents=True)
    (folder / "config.ini").write_text(CONFIG)
    (folder / "index.md").write_text(PAGE)
    (folder / "references.bib").write_text("")
    (folder / "img" / "square.svg").write_text(SQUARE)
    return folder


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of one page in two tabs; the working directory is there."""
    folder = write_small(tmp_path / "small")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command in this process; a traceback fails the test."""
    monkeypatch.delenv("NINBOOK_ROOT", raising=False)
    terminate = signal.getsignal(signal.SIGTERM)

    def run(*arguments: str) -> Ended:
        capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            signal.signal(signal.SIGTERM, terminate)
        ended = Ended(code, *capsys.readouterr())
        assert "Traceback" not in ended.said
        return ended

    return run
