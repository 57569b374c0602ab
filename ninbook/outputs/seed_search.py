"""Which seed's training a page shows: the first that reaches what the page asks for.

A page asks with ``<!-- ninbook: seeds 0.80 -->``. Seeds are tried in the order 2013, 1, 2, 3, and
so on. The notebook in the store is that of the first seed whose last training ends with that
validation accuracy, or, until there is one, of the first seed. Of the others their curves are kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ninbook.document.document import Document
from ninbook.outputs.run import Run
from ninbook.outputs.store import Execution, Store
from ninbook.plan import PlannedNotebook, plan_notebook
from ninbook.plan.least_accuracy import least_accuracy_of
from ninbook.settings import FULL, SEED, asked_seed
from ninbook.source.book import Book

MOST_SEEDS = 10
"""Seeds that are tried. If none of so many reaches what the page asks for, it asks too much."""


@dataclass(frozen=True)
class SeedSearch:
    """The full trainings of a page that asks for an accuracy, in one tab."""

    least: float  # the validation accuracy that the page asks for
    tried: tuple[Run, ...]  # those of the present code, in the order of their seeds
    archived: tuple[Run, ...]  # those of other code
    shown: Run | None  # whose notebook is frozen, if that is of the present code

    @property
    def seed(self) -> int | None:
        """The first seed that isn't known to end below `least`; None if all are."""
        failed = {run.seed for run in self.tried if not run.reaches(self.least)}
        in_order = (SEED, *range(1, MOST_SEEDS))
        return next((seed for seed in in_order if seed not in failed), None)

    @property
    def is_over(self) -> bool:
        """Whether the page shows what it is to show."""
        return self.shown is not None and self.shown.seed == self.seed

    @property
    def next_seed(self) -> int | None:
        """The seed to execute: the one that the environment asks for, else `seed`."""
        asked = asked_seed()
        return self.seed if asked is None else asked

    @property
    def has_next(self) -> bool:
        """Whether there is a seed to execute that wasn't executed yet."""
        asked = asked_seed()
        if asked is None:
            return self.seed is not None and not self.is_over
        return all(run.seed != asked for run in self.tried)

    @property
    def problem(self) -> str | None:
        """Say why the page doesn't show what it is to show; None if it does."""
        if self.is_over or not self.tried:
            return None
        asked = f"{self.least:.2f}, which the page asks for"
        if self.seed is None:
            return f"none of the {MOST_SEEDS} seeds reached {asked}; ask for less"
        run = self.shown or self.tried[-1]
        ended = "" if run.accuracy is None else f" with an accuracy of {run.accuracy:.3f}"
        dead = f", dead after epoch {run.dead_after}" if run.dead_after else ""
        missed = "" if run.reaches(self.least) else f"; that is below {asked}"
        return f"seed {run.seed} ended{ended}{dead}{missed}; seed {self.seed} comes next"


def seed_search(book: Book, store: Store, page: Document, tab: str | None) -> SeedSearch | None:
    """Return a page's search; None if it asks for no accuracy or has no code for the tab."""
    least = least_accuracy_of(page)
    if least is None or plan_notebook(book, page, tab, FULL.name) is None:
        return None
    runs = store.all_runs(page.name, tab)
    execution = store.load_intact(page.name, tab, FULL.name)
    order = sorted(runs.values(), key=lambda run: (_place(run.seed), run.started))
    current = {name for name, run in runs.items() if is_current(book, page, run)}
    return SeedSearch(
        least,
        tuple(run for run in order if run.file_name in current),
        tuple(run for run in order if run.file_name not in current),
        Run.of(execution.record) if execution and _is_fresh(book, page, execution) else None,
    )


def plan_of(
    book: Book, page: Document, tab: str | None, profile: str, execution: Execution | None
) -> PlannedNotebook | None:
    """Plan what a frozen execution has to agree with to be shown.

    If the page asks for an accuracy, that is the same code from the execution's own seed.
    """
    searched = least_accuracy_of(page) is not None and profile == FULL.name
    seed = execution.record["seed"] if execution is not None and searched else None
    return plan_notebook(book, page, tab, profile, seed)


def freeze_run(
    book: Book,
    store: Store,
    plan: PlannedNotebook,
    notebook: Any,
    record: dict[str, Any],
    weights: Mapping[str, bytes],
) -> Path:
    """Freezes an execution, unless the page is to show the one that is frozen already.

    Of an execution that it replaces, or that isn't to be shown, the run is kept. The rest is as for
    `Store.freeze`. Returns the file of the notebook, or that of the run.
    """
    page = book.page(Path(f"{plan.page}.md"))
    run = Run.of(record)
    if least_accuracy_of(page) is None or plan.profile != FULL.name or run is None:
        return store.freeze(plan, notebook, record, weights)
    present = store.load_intact(plan.page, plan.tab, plan.profile)
    shown = Run.of(present.record) if present else None
    if present is None or shown is None or shown.file_name == run.file_name:
        return store.freeze(plan, notebook, record, weights)
    if _is_fresh(book, page, present) and _rank(shown, page) < _rank(run, page):
        return store.keep(run)
    return store.freeze(plan, notebook, record, weights, superseded=shown)


def _is_fresh(book: Book, page: Document, execution: Execution) -> bool:
    """Tell whether a frozen full execution is one of the present code."""
    plan = plan_of(book, page, execution.record["tab"], FULL.name, execution)
    return plan is not None and plan.is_fresh(execution.fingerprints)


def _rank(run: Run, page: Document) -> tuple[bool, float]:
    """Orders runs so that the first one is shown."""
    return not run.reaches(least_accuracy_of(page) or 0), _place(run.seed)


def _place(seed: int) -> float:
    """Return a seed's place in the order; those outside it come last."""
    return 0 if seed == SEED else seed or float("inf")


def is_current(book: Book, page: Document, run: Run) -> bool:
    """Tell whether the code up to the cell that trained is still the same."""
    plan = plan_notebook(book, page, run.tab, FULL.name, run.seed)
    place = run.result["cell"]
    return plan is not None and run.fingerprint in plan.fingerprints[place : place + 1]
