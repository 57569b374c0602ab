from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ninbook.directives.annotate import annotate
from ninbook.outputs import Store
from ninbook.render.shown import show
from ninbook.render.tabs import merge
from ninbook.source import Book, Document, read_page

OPENING = re.compile(
    r'<div class="tab-panel" data-framework="(\w+)" data-title="(\w+)">'
    r'<p class="tab-name">(\w+)</p>'
)
ALL = [("pytorch", "PyTorch"), ("mxnet", "MXNet"), ("tensorflow", "TensorFlow"), ("jax", "JAX")]
CELL = "```{{.python .input}}\n%%tab {}\n{}\n```\n"


def merged(folder: Path, page: Document) -> Any:
    book = Book.open(folder)
    shown = [show(book, Store(folder), page, tab) for tab in book.tabs]
    return merge([annotate(one) for one in shown if one is not None], book.tabs)


def html_of(notebook: Any) -> list[str]:
    """The raw HTML of a notebook, in its order."""
    found = [re.search(r"raw:: html\n\n    (.*)\n```", cell.source) for cell in notebook.cells]
    return [match[1] for match in found if match]


def panels_of(notebook: Any) -> list[list[tuple[str, str]]]:
    """For each row of tabs the framework and title of its panels."""
    rows: list[list[tuple[str, str]]] = []
    for line in html_of(notebook):
        if line == '<div class="tabs" data-tabs>':
            rows.append([])
        elif match := OPENING.fullmatch(line):
            assert match[2] == match[3]
            rows[-1].append((match[1], match[2]))
    return rows


def test_what_differs_stands_in_panels_that_name_their_framework(book_folder: Path) -> None:
    notebook = merged(book_folder, read_page(book_folder, Path("chapter/page.md")))
    rows = panels_of(notebook)
    assert rows
    assert all(row == ALL for row in rows)


def test_html_is_balanced(book_folder: Path) -> None:
    notebook = merged(book_folder, read_page(book_folder, Path("chapter/page.md")))
    text = "".join(html_of(notebook))
    for tag in ("div", "p"):
        assert text.count(f"<{tag}") == text.count(f"</{tag}>") > 0


def test_shared_text_stands_once(book_folder: Path) -> None:
    notebook = merged(book_folder, read_page(book_folder, Path("chapter/page.md")))
    sources = [cell.source for cell in notebook.cells]
    for words in ("Now the results.", "That is all.", "LeNet ("):
        assert sum(words in source for source in sources) == 1
    assert sum("Words for PyTorch." in source for source in sources) == 1
    assert sum("Words for the others." in source for source in sources) == 3


def test_panels_follow_the_order_of_the_book(book_folder: Path) -> None:
    text = "# A\n\n" + CELL.format("jax", "x") + "\n" + CELL.format("pytorch", "y")
    (row,) = panels_of(merged(book_folder, Document(Path("a.md"), Path("a.md"), text)))
    assert row[:2] == [("pytorch", "PyTorch"), ("jax", "JAX")]


def test_a_page_with_one_tab_has_no_panels(book_folder: Path) -> None:
    text = "# A\n\n" + CELL.format("jax", "x") + "\nWords.\n\n" + CELL.format("jax", "y")
    notebook = merged(book_folder, Document(Path("a.md"), Path("a.md"), text))
    assert html_of(notebook) == []
    assert [cell.source for cell in notebook.cells if cell.cell_type == "code"] == ["x", "y"]


def test_a_page_without_code_has_no_panels(book_folder: Path) -> None:
    notebook = merged(book_folder, Document(Path("a.md"), Path("a.md"), "# A\n\nWords.\n"))
    assert html_of(notebook) == []
    assert len(notebook.cells) == 1


def test_a_page_of_two_frameworks_has_two_panels(book_folder: Path) -> None:
    text = "# A\n\n" + CELL.format("jax", "x") + "\n" + CELL.format("mxnet", "y")
    assert panels_of(merged(book_folder, Document(Path("a.md"), Path("a.md"), text))) == [
        [("mxnet", "MXNet"), ("jax", "JAX")]
    ]


def test_tabs_that_are_no_framework_are_named_too(book_folder: Path) -> None:
    config = book_folder / "config.ini"
    config.write_text(config.read_text().replace("pytorch, mxnet, tensorflow, jax", "rust, go"))
    text = "# A\n\n" + CELL.format("rust", "x") + "\n" + CELL.format("go", "y")
    assert panels_of(merged(book_folder, Document(Path("a.md"), Path("a.md"), text))) == [
        [("rust", "Rust"), ("go", "Go")]
    ]


@pytest.mark.parametrize("tab", ["pytorch", "jax"])
def test_one_notebook_stays_as_it_is(tab: str, book_folder: Path) -> None:
    book = Book.open(book_folder)
    shown = show(book, Store(book_folder), read_page(book_folder, Path("chapter/page.md")), tab)
    assert shown is not None
    assert merge([shown.notebook], book.tabs) is shown.notebook


def test_cells_keep_their_outputs_in_their_own_panel(book_folder: Path, freeze_all: Any) -> None:
    freeze_all(book_folder)
    notebook = merged(book_folder, read_page(book_folder, Path("chapter/page.md")))
    present = ""
    for cell in notebook.cells:
        if match := OPENING.search(cell.source):
            present = match[1]
        for output in cell.get("outputs", []):
            assert f"of {present} (quick)" in output.text
    assert sum(len(cell.get("outputs", [])) for cell in notebook.cells) == 8
