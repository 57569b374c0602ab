"""What there is to execute, and how much of it is fresh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from ninbook.document.cells import Cell
from ninbook.document.document import Document
from ninbook.plan.fingerprint import chain
from ninbook.plan.inputs import weights_read
from ninbook.settings import seed_of_environment
from ninbook.source.book import Book


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
    read = partial(weights_read, book.root, page.path.parent)
    sources = [cell.source for cell in cells]
    fingerprints = chain(sources, tab, profile, seed, read, book.data_digest)
    return PlannedNotebook(page.name, tab, profile, seed, tuple(cells), tuple(fingerprints))


def plan_page(
    book: Book, page: Document, tabs: Sequence[str | None], profile: str
) -> list[PlannedNotebook]:
    """Plan one page in several tabs, leaving out those for which it has no code."""
    plans = (plan_notebook(book, page, tab, profile) for tab in tabs or [None])
    return [plan for plan in plans if plan is not None]
