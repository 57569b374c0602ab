"""Executions as tests freeze them: records, notebooks with outputs, and whole books."""

import hashlib
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from safetensors.numpy import save

from ninbook.directives.live.trained import trained_networks
from ninbook.outputs import Store
from ninbook.plan import PlannedNotebook, plan_notebook, plan_page
from ninbook.settings import FULL, PROFILES, numerics_version
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


def train_nin(folder: Path) -> bytes:
    """Gives a copy of the chapter a trained network, and returns its weights.

    Those are the frozen ones if there are any, else such as a training begins with.
    """
    with chdir(folder):
        book, store = Book.open(folder), Store(folder)
        page = read_page(folder, Path("chapter_cnn-modern/nin.md"))
        trained = trained_networks(book, store, page).get("nin")
        if trained is not None:
            return store.weights(trained.execution)[trained.digest]
        plan = plan_notebook(book, page, "pytorch", FULL.name)
        record, content = record_of(plan), _untrained_nin()
        digest = hashlib.sha256(content).hexdigest()
        record["results"][-1]["weights"] = {"sha256": digest, "bytes": len(content)}
        store.freeze(plan, executed(plan), record, {digest: content})
        return content


def _untrained_nin() -> bytes:
    """Random weights under the names that PyTorch has for them, as safetensors."""
    random = np.random.default_rng(2013)
    arrays = {}
    for stage, channels, inputs, window in (
        (0, 96, 1, 11),
        (2, 256, 96, 5),
        (4, 384, 256, 3),
        (7, 10, 384, 3),
    ):
        for layer, (size, depth) in enumerate([(window, inputs), (1, channels), (1, channels)]):
            shape = (channels, depth, size, size)
            spread = (2 / (depth * size**2)) ** 0.5  # of He and others, for ReLU
            name = f"net.{stage}.{2 * layer}"
            arrays[f"{name}.weight"] = random.normal(0, spread, shape).astype(np.float32)
            arrays[f"{name}.bias"] = random.normal(0, 0.05, channels).astype(np.float32)
    return bytes(save(arrays))
