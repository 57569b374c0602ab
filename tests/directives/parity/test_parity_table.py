from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from ninbook.directives.annotate import annotate
from ninbook.directives.parity import parity_table
from ninbook.directives.parity.words import ENGLISH, KOREAN
from ninbook.outputs import Store
from ninbook.plan import plan_page
from ninbook.render.shown import show
from ninbook.render.tabs import merge
from ninbook.source import Book, read_page

PAGE = Path("chapter/page.md")
PRINTED = """\
weights: trained, SHA-256 0123abcd
images: 32, SHA-256 4567cdef
float32 same class: 31 of 32
float32 logits: 9.4e-07
float32 gradients: 2.2e-05
float32 relative: {relative}
float64 same class: 1 of 1
float64 logits: 1.8e-15
float64 gradients: 2.2e-15
float64 relative: 1.8e-15
net.0.0   1.6e-05  3.5e-05
"""


@pytest.fixture
def book(book_folder: Path) -> Book:
    """The small book, with the comment in its page."""
    file = book_folder / PAGE
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("ninbook: results", "ninbook: parity"), encoding="utf-8")
    return Book.open(book_folder)


@pytest.fixture
def freeze(
    book: Book,
    record_of: Callable[..., dict[str, Any]],
    executed: Callable[..., Any],
) -> Callable[..., None]:
    """Freezes an execution of one tab that printed something."""

    def freeze_printed(tab: str, printed: str) -> None:
        (plan,) = plan_page(book, read_page(book.root, PAGE), [tab], "quick")
        notebook = executed(plan)
        notebook.cells[-1]["outputs"] = [nbformat.v4.new_output("stream", text=printed)]
        record = record_of(plan, results=[], versions={"python": "3.11.7", "torch": "2.14.1"})
        Store(book.root).freeze(plan, notebook, record)

    return freeze_printed


def annotated(book: Book) -> list[Any]:
    page = read_page(book.root, PAGE)
    shown = [show(book, Store(book.root), page, tab) for tab in book.tabs]
    return [annotate(one) for one in shown if one is not None]


def texts(book: Book) -> list[str]:
    return [cell.source for cell in merge(annotated(book), book.tabs).cells]


def test_one_table_holds_the_fresh_executions_of_all_tabs(
    book: Book, freeze: Callable[..., None]
) -> None:
    freeze("pytorch", PRINTED.format(relative="7.5e-04"))
    freeze("jax", PRINTED.format(relative="5.6e-05"))
    found = texts(book)
    (table,) = (text for text in found if ENGLISH.heading in text)
    lines = table.split("\n")
    assert lines[0] == "| Difference from the referee | PyTorch 2.14.1 | JAX |"
    assert len(lines) == 2 + 2 * 4
    assert lines[2] == "| Single precision: same class | 31 of 32 | 31 of 32 |"
    assert lines[5].endswith(r"| $7.5 \times 10^{-4}$ | $5.6 \times 10^{-5}$ |")
    below = found[found.index(table) + 1]
    assert below == (
        "All with the same trained weights (SHA-256 0123abcd) and the same 32 images "
        "(SHA-256 4567cdef)."
    )


def test_one_tab_alone_has_the_whole_table(book: Book, freeze: Callable[..., None]) -> None:
    for tab in book.tabs:
        freeze(tab, PRINTED.format(relative="7.5e-04"))
    (first, *_) = annotated(book)
    (table,) = (cell.source for cell in first.cells if ENGLISH.heading in cell.source)
    assert table.split("\n")[0].count("|") == 1 + 1 + 4


def test_other_weights_are_told_apart(book: Book, freeze: Callable[..., None]) -> None:
    freeze("pytorch", PRINTED.format(relative="7.5e-04"))
    freeze("jax", PRINTED.format(relative="7.5e-04").replace("0123abcd", "76543210"))
    assert ENGLISH.different_inputs in texts(book)


def test_what_is_stale_or_prints_nothing_has_no_column(
    book: Book, freeze: Callable[..., None]
) -> None:
    freeze("jax", "nothing of the kind\n")
    assert not any(ENGLISH.heading in text for text in texts(book))
    freeze("jax", PRINTED.format(relative="7.5e-04"))
    file = book.root / PAGE
    file.write_text(file.read_text().replace("x = 1", "x = 2"), encoding="utf-8")
    found = texts(Book.open(book.root))
    assert not any(ENGLISH.heading in text for text in found)
    assert any("appears once the code is executed" in text for text in found)


def test_the_table_speaks_korean() -> None:
    numbers = {"float32 same class": "31 of 32", "float64 logits": "1.8e-15"}
    lines = parity_table.table_of({"JAX 0.10": numbers}, KOREAN).split("\n")
    assert lines[0] == "| 심판과의 차이 | JAX 0.10 |"
    assert lines[2] == "| 단정밀도: 같은 클래스 | 32장 중 31장 |"
    assert lines[3].endswith("| – |")
    assert lines[7] == r"| 배정밀도: 로짓, 최대 차이 | $1.8 \times 10^{-15}$ |"
