"""Executions as tests freeze them: records, notebooks with outputs, and whole books."""

from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Any

import nbformat

from ninbook.outputs import Store
from ninbook.plan import PlannedNotebook, plan_page
from ninbook.settings import PROFILES, numerics_version
from ninbook.source import Book, read_page


def record_of(plan: PlannedNotebook, **changed: Any) -> dict[str, Any]:
    """Makes the record of an execution of a plan; keywords replace entries."""
    profile = PROFILES[plan.profile]
    batches = profile.train_batches or 469
    result = {
        "cell": len(plan.fingerprints) - 1,
        "complete": profile.train_batches is None,
        "curves": {},
        "device": "CPU, 2 cores",
        "epochs": 10,
        "final": {"train_loss": 0.51249, "val_acc": 0.8125, "val_loss": 0.4875},
        "finite": True,
        "parameters": 1992166,
        "profile": plan.profile,
        "seconds_per_epoch": 1234.56,
        "seed": plan.seed,
        "steps": 10 * batches,
        "train_batches": batches,
        "val_batches": profile.val_batches or 79,
    }
    return {
        "fingerprints": list(plan.fingerprints),
        "numerics": numerics_version(plan.tab),
        "page": plan.page,
        "profile": plan.profile,
        "results": [result],
        "seconds_per_cell": [0.5 for _ in plan.fingerprints],
        "seed": plan.seed,
        "started": "2026-11-22T04:00:35+00:00",
        "tab": plan.tab,
        "versions": {"python": "3.11.7", "torch": "2.9.1", "jax": "0.8.1"},
        **changed,
    }


def executed(plan: PlannedNotebook) -> Any:
    """Makes an executed notebook of a plan, with an output for every cell."""
    cells = []
    for number, source in enumerate(["first", *["later"] * (len(plan.fingerprints) - 1)]):
        text = f"{source} output of {plan.tab} ({plan.profile})\n"
        output = nbformat.v4.new_output("stream", name="stdout", text=text)
        cell = nbformat.v4.new_code_cell(f"# cell {number}", outputs=[output])
        cells.append({**cell, "id": f"cell-{number}"})
    return nbformat.from_dict(
        {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5},
    )


def freeze_all(
    folder: Path,
    profile: str = "quick",
    device: str = "CPU, 2 cores",
    notebook: Callable[[PlannedNotebook], Any] = executed,
) -> None:
    """Freezes an execution of every page and tab of a book in one profile and on one device."""
    with chdir(folder):
        book = Book.open(folder)
        store = Store(folder)
        for path in book.pages:
            for plan in plan_page(book, read_page(folder, path), book.tabs, profile):
                record = record_of(plan)
                record["results"][0]["device"] = device
                store.freeze(plan, notebook(plan), record)
