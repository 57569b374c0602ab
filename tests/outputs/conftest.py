import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from ninbook.document.document import Document
from ninbook.outputs import Store, freeze_run
from ninbook.plan import plan_notebook
from ninbook.settings import FULL
from ninbook.source import Book, read_page
from tests.editing import edit
from tests.executions import executed, record_of

PAGE = Path("chapter/page.md")


@pytest.fixture
def searching(book_folder: Path) -> Callable[[], tuple[Book, Store, Document]]:
    """Opens the small book, whose page asks for an accuracy of 0.80."""
    edit(book_folder / PAGE, "ninbook: results", "ninbook: seeds 0.80")
    return lambda: (Book.open(book_folder), Store(book_folder), read_page(book_folder, PAGE))


@pytest.fixture
def train(searching: Callable[[], tuple[Book, Store, Document]]) -> Callable[..., Path]:
    """Freezes a full execution from a seed that ends with an accuracy; returns its file."""

    def do(seed: int, *accuracies: float, tab: str = "jax") -> Path:
        book, store, page = searching()
        plan = plan_notebook(book, page, tab, FULL.name, seed)
        record = record_of(plan)
        result = record["results"][-1]
        result["curves"] = {
            "val_loss": [[epoch, 2.3025853] for epoch, _ in enumerate(accuracies, start=1)],
            "val_acc": [[epoch, accuracy] for epoch, accuracy in enumerate(accuracies, start=1)],
        }
        result["final"] = {"val_acc": accuracies[-1]}
        content = save({"seed": np.array([seed])})
        digest = hashlib.sha256(content).hexdigest()
        result["weights"] = {"sha256": digest, "bytes": len(content)}
        return freeze_run(book, store, plan, executed(plan), record, {digest: content})

    return do
