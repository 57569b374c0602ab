"""What is to be executed, and which checkpoints nothing needs any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import product
from pathlib import Path

from ninbook.checkpoints import CheckpointFolder
from ninbook.outputs import Freshness, PageStates, Store, seed_search
from ninbook.plan import PlannedNotebook, plan_notebook
from ninbook.settings import FULL, PROFILES
from ninbook.source import Book

_FREEZING_SECONDS = 60


def stale_notebooks(
    book: Book,
    store: Store,
    states: PageStates,
    tabs: Sequence[str],
    profile: str,
    force: bool = False,
    instead: Sequence[str] = (),
    pages: Collection[Path] = (),
) -> list[tuple[Path, str | None]]:
    """Return the pages and tabs whose frozen execution is missing, stale or damaged.

    Pages that are as they were at the last call, also in another process, are not even parsed.
    A fresh execution in one of the profiles ``instead`` will do as well.
    """
    enough = {profile, *instead}
    wanted: list[str | None] = [*tabs] or [None]
    freshness = Freshness(book, store, states)
    stale = []
    for path in [path for path in book.pages if not pages or path in pages]:
        fresh = freshness.of(path)
        stale += [(path, t) for t in wanted if t in fresh and (force or not fresh[t] & enough)]
    freshness.save()
    return stale


def plans_of(
    book: Book, store: Store, notebooks: Iterable[tuple[Path, str | None]], profile: str
) -> list[PlannedNotebook]:
    """Plan the execution of pages in tabs for which they have code."""
    plans = []
    for path, tab in notebooks:
        page = book.page(path)
        search = seed_search(book, store, page, tab) if profile == FULL.name else None
        plan = plan_notebook(book, page, tab, profile, search.next_seed if search else None)
        plans += [plan] if plan else []
    return plans


def forget_finished(book: Book, store: Store) -> None:
    """Remove the checkpoints of frozen executions, which a killed process may have left.

    Those that were saved after an execution are of a later one, which goes on from them.
    """
    checkpoints = CheckpointFolder()  # in the user's cache, also of other books
    if checkpoints.is_empty:
        return
    names = [page.with_suffix("").as_posix() for page in book.pages]
    tabs = book.tabs_or_none
    for name, tab, profile in product(names, tabs, PROFILES):
        frozen = store.load_intact(name, tab, profile)
        if frozen is not None:
            record = frozen.record
            began = datetime.fromisoformat(record["started"]).timestamp()
            end = began + sum(record["seconds_per_cell"]) + _FREEZING_SECONDS
            checkpoints.remove_until(end, frozen.fingerprints)
