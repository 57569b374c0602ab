from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from ninbook.directives.parity import parity_table
from ninbook.outputs import Store
from ninbook.plan import plan_page
from ninbook.source import Book, read_page
from tests.directives.conftest import PAGE, presented, rows
from tests.directives.words import words_of
from tests.editing import edit
from tests.executions import executed, record_of

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
    edit(book_folder / PAGE, "ninbook: results", "ninbook: parity")
    return Book.open(book_folder)


def freeze(book: Book, tab: str, printed: str) -> None:
    """Freezes an execution of one tab that printed something."""
    (plan,) = plan_page(book, read_page(book.root, PAGE), [tab], "quick")
    notebook = executed(plan)
    notebook.cells[-1]["outputs"] = [nbformat.v4.new_output("stream", text=printed)]
    record = record_of(plan, results=[], versions={"python": "3.11.7", "torch": "2.14.1"})
    Store(book.root).freeze(plan, notebook, record)


def found(book: Book, tab: str = "all") -> tuple[list[list[str]], str]:
    """Returns the table's rows, none if it isn't there, and the text below it."""
    nodes = presented(book.root, tab)
    for table, below in pairwise(nodes):
        if table.type == "table" and words_of("parity", "en")["heading"] in rows(table)[0]:
            return rows(table), below.text
    return [], " ".join(n.attrs["text"] for x in nodes for n in x.find("provenance"))


def test_one_table_holds_the_fresh_executions_of_all_tabs(book: Book) -> None:
    freeze(book, "pytorch", PRINTED.format(relative="7.5e-04"))
    freeze(book, "jax", PRINTED.format(relative="5.6e-05"))
    table, below = found(book)
    assert table[0] == ["Compared with the referee", "PyTorch 2.14.1", "JAX"]
    assert len(table) == 1 + 2 * 4
    assert table[1] == [
        "Single precision: images with the same predicted class",
        "31 of 32",
        "31 of 32",
    ]
    assert table[4][1:] == [r"$7.5 \times 10^{-4}$", r"$5.6 \times 10^{-5}$"]
    assert below == (
        "In the book's runs, all frameworks were given the same trained weights "
        "(SHA-256 0123abcd) and the same 32 images (SHA-256 4567cdef)."
    )


def test_one_tab_alone_has_the_whole_table(book: Book) -> None:
    for tab in book.tabs:
        freeze(book, tab, PRINTED.format(relative="7.5e-04"))
    table, _ = found(book, book.tabs[0])
    assert len(table[0]) == 1 + 4


def test_other_weights_are_told_apart(book: Book) -> None:
    freeze(book, "pytorch", PRINTED.format(relative="7.5e-04"))
    freeze(book, "jax", PRINTED.format(relative="7.5e-04").replace("0123abcd", "76543210"))
    assert found(book)[1] == words_of("parity", "en")["different_inputs"]


def test_what_is_stale_or_prints_nothing_has_no_column(book: Book) -> None:
    freeze(book, "jax", "nothing of the kind\n")
    assert found(book)[0] == []
    freeze(book, "jax", PRINTED.format(relative="7.5e-04"))
    assert found(book)[0]
    edit(book.root / PAGE, "x = 1", "x = 2")
    table, notes = found(book)
    assert table == [] and "will appear here once the code has been executed" in notes


def test_the_table_speaks_korean() -> None:
    numbers = {"float32 same class": "31 of 32", "float64 logits": "1.8e-15"}
    lines = parity_table.table_of({"JAX 0.10": numbers}, words_of("parity", "ko")).split("\n")
    assert lines[0] == "| 기준 구현과의 비교 | JAX 0.10 |"
    assert lines[2] == "| 단정밀도: 예측한 클래스가 같은 이미지 | 32장 중 31장 |"
    assert lines[3].endswith("| – |")
    assert lines[7] == r"| 배정밀도: 로짓의 최대 차이 | $1.8 \times 10^{-15}$ |"
