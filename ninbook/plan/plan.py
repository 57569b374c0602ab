"""What there is to execute, and how much of it is fresh."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from os.path import normpath
from pathlib import Path

from ninbook.document.cells import Cell
from ninbook.document.document import Document
from ninbook.files.digests import FileDigests
from ninbook.plan.fingerprint import chain
from ninbook.settings import seed_of_environment
from ninbook.source.book import Book

_SUFFIX = ".safetensors"
_NAMED = re.compile(rf"[\w./+-]+{re.escape(_SUFFIX)}\b")
_MISSING = "missing"
_DIGESTS = FileDigests()  # a build plans every tab in every profile


@dataclass(frozen=True)
class PlannedNotebook:
    """One page in one tab and profile."""

    page: str  # without suffix
    tab: str | None  # None in a book without tabs
    profile: str
    seed: int
    cells: tuple[Cell, ...] = field(repr=False, compare=False)  # code cells of this tab
    fingerprints: tuple[str, ...] = ()  # one per code cell

    @property
    def title(self) -> str:
        """The page and tab, for messages."""
        return f"{self.page} [{self.tab}]" if self.tab else self.page

    def fresh_cells(self, recorded: Sequence[str] | None) -> int:
        """Return how many of the first cells have these fingerprints, of a frozen execution."""
        count = 0
        for mine, theirs in zip(self.fingerprints, recorded or (), strict=False):
            if mine != theirs:
                break
            count += 1
        return count

    def is_fresh(self, recorded: Sequence[str] | None) -> bool:
        """Tell whether a frozen execution has the outputs of all cells."""
        return recorded is not None and tuple(recorded) == self.fingerprints


def plan_notebook(
    book: Book, page: Document, tab: str | None, profile: str, seed: int | None = None
) -> PlannedNotebook | None:
    """Plan one page in one tab; return None if it has no code for this tab.

    Without a seed it is the one that the environment asks for, else `SEED`.
    """
    cells = book.code(page, tab)
    if not cells:
        return None
    seed = seed_of_environment() if seed is None else seed
    read = partial(_weights_read, book.root, page.path.parent)
    sources = [cell.source for cell in cells]
    fingerprints = chain(sources, tab, profile, seed, read, book.data_digest)
    return PlannedNotebook(page.name, tab, profile, seed, tuple(cells), tuple(fingerprints))


def plan_page(
    book: Book, page: Document, tabs: Sequence[str | None], profile: str
) -> list[PlannedNotebook]:
    """Plan one page in several tabs, leaving out those for which it has no code."""
    plans = (plan_notebook(book, page, tab, profile) for tab in tabs or [None])
    return [plan for plan in plans if plan is not None]


def named_weights(text: str, folder: Path) -> Iterator[Path]:
    """Find the files of weights that a text names, such as ``'../outputs/nin.safetensors'``.

    Args:
        text: code, or a page with code.
        folder: where the code runs, relative to the book's root.

    Yields:
        The files, relative to the book's root; none that are outside.
    """
    if _SUFFIX not in text:  # the pattern tries every word of the page
        return
    for name in dict.fromkeys(_NAMED.findall(text)):
        path = Path(normpath(folder / name))
        if not path.is_absolute() and ".." not in path.parts:
            yield path


def _weights_read(root: Path, folder: Path, code: str) -> list[str]:
    """Return a line for each file of weights that code names, as a part of its fingerprint.

    What comes out depends on the file as on the code, and on its coming.
    """
    lines = []
    for path in named_weights(code, folder):
        file = root / path
        lines.append(f"{path.as_posix()} {_DIGESTS.of(file) if file.is_file() else _MISSING}")
    return lines
