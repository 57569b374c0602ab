"""What an execution that is frozen does to others of the same page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ninbook.cli.evaluate import Conditions, evaluate
from ninbook.outputs import Store
from ninbook.plan import plan_page
from ninbook.source import Book, read_page


@pytest.mark.parametrize("trained", [True, False])
def test_a_trained_execution_is_never_removed(
    trained: bool,
    book_folder: Path,
    record_of: Callable[..., dict[str, Any]],
    executed: Callable[[Any], Any],
) -> None:
    config = book_folder / "config.ini"
    config.write_text(config.read_text().replace("pytorch, mxnet, tensorflow, jax", ""))
    path = Path("chapter/page.md")
    path.write_text("# A\n\n```{.python .input}\nprint(1)\n```\n")
    book, store = Book.open(book_folder), Store(book_folder)
    (full,) = plan_page(book, read_page(book_folder, path), [], "full")
    (quick,) = plan_page(book, read_page(book_folder, path), [], "quick")
    store.freeze(full, executed(full), record_of(full, **({} if trained else {"results": []})))
    assert evaluate(book, store, [quick], Conditions(1, 60)) == 0
    assert store.load("chapter/page", None, "quick") is not None
    assert (store.load("chapter/page", None, "full") is not None) is trained
