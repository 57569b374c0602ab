"""A build that is killed at any of its writes leaves nothing behind that the next one shows.

The kill comes while a file is written, when half of its bytes are on the disk, and before a file or
folder is moved, removed or made. No other state can be left between two calls of the system.
"""

import os
import re
import shutil
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest

import ninbook.build.builder  # noqa: F401  # once, not in every process that is forked
from ninbook.cli import main
from tests.executions import freeze_all
from tests.reliability.conftest import different, readable, write_small

if not hasattr(os, "fork"):
    pytest.skip("needs fork", allow_module_level=True)

PAGE = """\
# Small

See :cite:`Lin.Chen.Yan.2013`, :numref:`fig_square` and $y = 2x$.

```{.python .input}
%%tab all
x = 1
```

![A square.](img/square.svg)
:label:`fig_square`

![Another square.](img/plain.svg)

:bibliography:`references.bib`
"""
OTHER_PAGE = PAGE.replace("See ", "Look at ").replace("square.svg", "plain.svg")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir")
_RANDOM = re.compile(r"\.[a-z0-9_]{8}$")
SITE = ["build", "html", "--no-eval"]
NOTEBOOKS = ["build", "ipynb", "colab", "pkg", "slides", "--no-eval"]


@dataclass(frozen=True)
class Write:
    """A write of a build: the n-th, how it is called, and what it changes, from the book's root."""

    number: int
    event: str
    file: str

    @property
    def kind(self) -> tuple[str, ...]:
        """What is written, by what means: most writes of a kind come from the same lines."""
        *folders, name = Path(self.file).parts
        if self.event in ("os.mkdir", "os.rmdir"):
            return (self.event,)
        target = "/".join(folders[1:2]).partition("_")[0]  # in any tab
        if _RANDOM.search(name):
            return (self.event, target, "beside")
        return (self.event, target, "static" if "_static" in folders else Path(name).suffix or name)


class Watcher:
    """Counts the writes of a process below a folder, and kills it at one of them."""

    def __init__(self, folder: Path, kill_at: int = 0, clean: Path | None = None) -> None:
        self._folder = f"{folder}{os.sep}"
        self._kill_at = kill_at
        self._clean = clean
        self.writes: list[Write] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Takes an event of the interpreter's audit."""
        if event == "open":
            path, _, flags = arguments
            if not isinstance(path, str | bytes | os.PathLike) or not flags & _WRITES:
                return
        elif event in _CHANGES:
            path = arguments[0]
        else:
            return
        file = os.path.abspath(os.fsdecode(path))  # noqa: PTH100  # which follows no link
        if not file.startswith(self._folder):
            return
        name = file.removeprefix(self._folder)
        self.writes.append(Write(len(self.writes) + 1, event, name))
        if len(self.writes) == self._kill_at:
            self._kill_at = 0
            if event == "open" and not Path(file).is_dir():  # in which tempfile opens a file
                self._tear(Path(file), name)
            os.kill(os.getpid(), signal.SIGKILL)

    def _tear(self, file: Path, name: str) -> None:
        whole = self._clean / name if self._clean else None
        content = whole.read_bytes() if whole and whole.is_file() else b"\xfftorn" * 20
        file.write_bytes(content[: len(content) // 2])


def in_child(act: Callable[[], object]) -> int:
    """Runs something in a process of its own; returns its exit code, negative for a signal."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, since Python 3.12
        child = os.fork()
    if not child:
        _act(act)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _act(act: Callable[[], object]) -> NoReturn:
    try:
        os._exit(int(bool(act())))
    except BaseException:
        traceback.print_exc()
        os._exit(70)


def build(folder: Path, arguments: Sequence[str], watcher: Watcher | None = None) -> int:
    """Builds a book in a process of its own, quietly."""

    def run() -> int:
        os.chdir(folder)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        if watcher:
            sys.addaudithook(watcher)
        return main(arguments)

    return in_child(run)


@dataclass
class Case:
    """A build that is killed, and the same built by a process that nothing disturbed."""

    before: Path
    clean: Path
    writes: list[Write]
    arguments: list[str]

    def check(self, write: Write, scratch: Path) -> None:
        """Kills a build at a write, builds again, and compares with the clean one."""
        folder = scratch / "book"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.before, folder)
        died = build(folder, self.arguments, Watcher(folder, write.number, self.clean))
        assert died == -signal.SIGKILL, write
        assert build(folder, self.arguments) == 0, write
        assert different(readable(self.clean), readable(folder)) == [], write

    @property
    def sample(self) -> list[Write]:
        """The last write of every kind."""
        return list({write.kind: write for write in self.writes}.values())


def _prepare(folder: Path, arguments: list[str], edits: Callable[[Path], object] | None) -> Case:
    """Makes a case on a book; with edits, it was built before they were made."""
    before, clean, log = folder / "book", folder / "clean" / "book", folder / "writes"
    if edits:
        assert build(before, arguments) == 0
        edits(before)
    clean.parent.mkdir()
    sources = shutil.ignore_patterns("build")
    shutil.copytree(before, clean, ignore=sources)
    assert build(clean, arguments) == 0
    counted = folder / "counted" / "book"
    counted.parent.mkdir()
    shutil.copytree(before, counted)

    def count() -> int:
        watcher = Watcher(counted)
        os.chdir(counted)
        sys.addaudithook(watcher)
        code = main(arguments)
        lines = [f"{write.number}\t{write.event}\t{write.file}" for write in watcher.writes]
        log.write_text("\n".join(lines), errors="surrogateescape")
        return code

    assert in_child(count) == 0
    assert different(readable(clean), readable(counted)) == []
    rows = [line.split("\t") for line in log.read_text().splitlines()]
    return Case(before, clean, [Write(int(n), event, file) for n, event, file in rows], arguments)


def _edit(folder: Path) -> None:
    (folder / "index.md").write_text(OTHER_PAGE)
    (folder / "img" / "square.svg").unlink()


CASES = {
    "site": (SITE, None),
    "edited site": (SITE, _edit),
    "notebooks": (NOTEBOOKS, None),
}


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("killed")
    book = write_small(folder / "book")
    (book / "index.md").write_text(PAGE)
    (book / "references.bib").write_text(
        "@misc{Lin.Chen.Yan.2013,\n author = {Lin, Min}, title = {NiN}, year = {2013}\n}\n"
    )
    square = (book / "img" / "square.svg").read_text()
    (book / "img" / "plain.svg").write_text(square.replace("9", "8"))
    (book / "img" / "square.svg").write_text(square.replace("<svg", '<svg class="adaptive"'))
    freeze_all(book)
    return _prepare(folder, *CASES[request.param])


def test_a_build_that_was_killed_is_made_good_by_the_next(case: Case, tmp_path: Path) -> None:
    assert len(case.writes) > 50
    for write in case.sample:
        case.check(write, tmp_path)


@pytest.mark.slow
def test_every_write_is_made_good(case: Case, tmp_path: Path) -> None:
    for write in case.writes:
        case.check(write, tmp_path)
    print(f"{len(case.writes)} writes, all equal")
