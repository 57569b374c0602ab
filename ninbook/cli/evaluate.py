"""Executes what is stale, shows how far it is, and freezes the results."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from ninbook.execute.kernel_run import Run
from ninbook.execute.pool import execute_all, execute_on_cluster
from ninbook.frameworks import framework_of
from ninbook.outputs import Store, freeze_run, seed_search
from ninbook.plan import PlannedNotebook, plan_notebook
from ninbook.settings import CHECKPOINT_MINUTES, FULL, PROFILES
from ninbook.source import Book

console = Console(stderr=True, highlight=False)
_SECONDS_BETWEEN_LINES = 30
_SECONDS_OF_SPEED = 3600
"""How far back the time that is left is estimated from; minutes differ, as validation does."""


@dataclass(frozen=True)
class Conditions:
    """How notebooks are executed."""

    jobs: int  # notebooks at a time
    deadline_seconds: float  # for one notebook
    checkpoint_minutes: float = CHECKPOINT_MINUTES  # between two of a training at most
    scheduler: str | None = None  # address of Dask's; None for processes of this machine


def evaluate(
    book: Book, store: Store, plans: Sequence[PlannedNotebook], conditions: Conditions
) -> int:
    """Execute notebooks and freezes each as soon as it is done.

    Where a page asks for an accuracy, seed after seed is executed until one reaches it.

    Returns:
        The exit code: 0, or 1 if a notebook failed or no seed reached what its page asks for.
    """
    failed = 0
    while plans:
        executed, failures = _execute(book, store, plans, conditions)
        failed += failures
        plans = []
        for plan in executed:
            page = book.page(Path(f"{plan.page}.md"))
            search = seed_search(book, store, page, plan.tab) if plan.profile == FULL.name else None
            if search is None or search.problem is None:
                continue
            console.print(f"{plan.title}: {search.problem}", markup=False)
            failed += search.seed is None
            again = plan_notebook(book, page, plan.tab, plan.profile, search.next_seed)
            plans += [again] if again and search.has_next else []
    return 1 if failed else 0


def _execute(
    book: Book, store: Store, plans: Sequence[PlannedNotebook], conditions: Conditions
) -> tuple[list[PlannedNotebook], int]:
    """Execute notebooks; returns those that are done, and how many failed."""
    runs = []
    for plan in plans:
        framework = framework_of(plan.tab)
        reason = framework.missing_reason() if framework else None
        if reason:
            console.print(f"skipped {plan.title}: {reason}", markup=False)
        else:
            folder = book.root / Path(plan.page).parent
            run = Run(plan, folder, conditions.deadline_seconds)
            run.checkpoint_minutes = conditions.checkpoint_minutes
            runs.append(run)
    executed: list[PlannedNotebook] = []
    failed = 0
    with _Board(runs) as board:
        if conditions.scheduler:
            outcomes = execute_on_cluster(runs, conditions.scheduler, board.show)
        else:
            outcomes = execute_all(runs, conditions.jobs, board.show)
        for outcome in outcomes:
            if outcome.error or outcome.executed is None:
                failed += 1
                board.update(board.bars[outcome.run], state="failed")
                console.print(f"failed {outcome.error}", style="red", markup=False)
                continue
            plan, done = outcome.run.plan, outcome.executed
            path = freeze_run(book, store, plan, done.notebook, done.record, done.weights)
            if not done.record["results"]:
                _remove_others(store, plan)
            outcome.run.checkpoints.remove(plan.fingerprints)
            board.update(board.bars[outcome.run], completed=1.0, state="frozen")
            executed.append(plan)
            seconds = sum(done.record["seconds_per_cell"])
            took = f"in {seconds:.0f} s -> {path.as_posix()}"
            console.print(f"executed {plan.title} ({plan.profile}) {took}", markup=False)
    return executed, failed


def _remove_others(store: Store, plan: PlannedNotebook) -> None:
    """Remove older executions in other profiles; without a training all profiles are the same."""
    for profile in PROFILES.keys() - {plan.profile}:
        other = store.load_intact(plan.page, plan.tab, profile)
        if other is not None and not other.trained:
            store.remove(other.path)


class _Board(Progress):
    """Progress bars on a terminal; elsewhere a line every half minute."""

    def __init__(self, runs: Sequence[Run]) -> None:
        super().__init__(
            TextColumn("{task.description}", markup=False),  # it holds brackets
            BarColumn(),
            TextColumn("{task.fields[state]}"),
            TimeElapsedColumn(),
            TextColumn("ETA"),
            TimeRemainingColumn(),
            console=console,
            disable=not sys.stderr.isatty(),
            speed_estimate_period=_SECONDS_OF_SPEED,
        )
        self.bars = {
            run: self.add_task(run.plan.title, total=1.0, start=False, state="waiting")
            for run in runs
        }
        self._next_line = time.monotonic() + _SECONDS_BETWEEN_LINES

    def show(self, run: Run, message: dict[str, Any]) -> None:
        """Show a message of a run."""
        if "note" in message:
            console.print(f"{run.plan.title}: {message['note']}", markup=False)
            return
        bar = self.bars[run]
        self.start_task(bar)
        if "epochs" not in message:
            self.update(bar, state=f"cell {message['cell'] + 1}/{message['cells']}")
            return
        part = message["batch"] / max(1, message["batches"])
        share = 0.85 * part if message["phase"] == "train" else 0.85 + 0.15 * part
        epochs = max(1, message["epochs"])
        fraction = min(1.0, (message["epoch"] + share) / epochs)
        state = (
            f"epoch {min(message['epoch'] + 1, epochs)}/{epochs} "
            f"{message['phase']} {message['batch']}/{message['batches']}"
        )
        if fraction < self.tasks[bar].completed:  # the notebook's next training
            self.reset(bar)
        self.update(bar, completed=fraction, state=state)
        if self.disable and time.monotonic() > self._next_line:
            self._next_line = time.monotonic() + _SECONDS_BETWEEN_LINES
            seconds = self.tasks[bar].time_remaining
            left = f", about {timedelta(seconds=seconds)} left" if seconds else ""
            console.print(f"{run.plan.title}: {state}{left}", markup=False)
