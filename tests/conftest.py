"""Books in temporary folders, processes that die in the middle of writing, and full disks."""

import os
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from ninbook.frameworks import BY_TAB
from ninbook.source import Book
from ninbook.translation.translation import Translation
from tests.projects import copy_chapter, write_book

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell lets what it starts in the background ignore Ctrl-C, and so would what tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Two frameworks at a time share the processors; threads that wait for work take them from it.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

LONGEST = ("browser", "runtime", "cli", "end_to_end", "reliability", "chapter")
"""Folders whose tests take minutes, the longest first."""


class FolderScheduling(LoadScopeScheduling):
    """Gives the tests of a folder to one process, since they share what takes long to make.

    Those of ``end_to_end`` are the longest and share nothing, so each of its files goes by itself.
    """

    def _split_scope(self, nodeid: str) -> str:
        folder, _, rest = nodeid.removeprefix("tests/").partition("/")
        alone = folder if folder != "end_to_end" else rest
        return alone.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FolderScheduling:
    """Spreads tests over processes by folders."""
    return FolderScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts what takes longest first, so that at the end no process waits for another."""
    ranks = {f"tests/{folder}": rank for rank, folder in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get("/".join(item.nodeid.split("/")[:2]), len(LONGEST)))


settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.load_profile("fixed")


def need(tab: str) -> None:
    """Skips the test when a tab's framework can't run here."""
    if reason := BY_TAB[tab].missing_reason():
        pytest.skip(reason)


@pytest.fixture
def book_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small book in four tabs; the working directory is there."""
    folder = write_book(tmp_path / "book")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def translated_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of two pages in English and Korean, all confirmed; the working directory is there."""
    folder = write_book(tmp_path / "translated", "translated")
    monkeypatch.chdir(folder)
    book = Book.open(folder)
    for page in book.pages:
        translation = Translation.read(book, page, "ko")
        content = translation.ledger_with(translation.pairs)
        (folder / translation.ledger).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def chapter_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the repository's book, frozen outputs included; the working directory is there."""
    folder = copy_chapter(tmp_path / "chapter-copy")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def files_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The names of the test's own files that are read as a whole, each time."""
    names: list[str] = []
    read_bytes = Path.read_bytes

    def note(path: Path) -> bytes:
        if path.absolute().is_relative_to(tmp_path):
            names.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", note)
    return names


def die_at(point: int, action: Callable[[], object]) -> bool:
    """Runs something in a process that dies before its n-th use of a file; tells if it died.

    Every state that a kill could leave between two calls of the system comes about that way. An
    error in the process fails the test.
    """
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, since Python 3.12
        child = os.fork()
    if child == 0:
        _act_and_die(point, action)
    deadline = time.monotonic() + 60
    while (status := os.waitpid(child, os.WNOHANG)) == (0, 0):
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.002)
    code = os.waitstatus_to_exitcode(status[1])
    assert code in (0, _DEAD), f"exit code {code}"
    return code == _DEAD


_DEAD = 77
_USES = {"open", "os.chmod", "os.mkdir", "os.remove", "os.rename"}


def _act_and_die(point: int, action: Callable[[], object]) -> NoReturn:
    uses = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal uses
        if event in _USES and not str(arguments[0]).startswith(sys.prefix):
            uses += 1
            if uses == point:
                os._exit(_DEAD)

    sys.addaudithook(count)
    try:
        action()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


@contextmanager
def small_disk(size: int) -> Iterator[None]:
    """Lets this process write no file larger than so many bytes, as a full disk does."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
