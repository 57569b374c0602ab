from collections.abc import Callable
from pathlib import Path

import pytest

from ninbook.document.nodes import Node
from ninbook.outputs import Store
from ninbook.pages.merge import merge
from ninbook.pages.present import present
from ninbook.source import Book

PAGE = Path("chapter/page.md")
Present = Callable[..., list[Node]]
Rows = Callable[[Node], list[list[str]]]


@pytest.fixture
def presented() -> Present:
    """Returns the nodes of the small book's page: in one tab, or of all tabs merged."""

    def nodes_of(folder: Path, tab: str = "all", language: str = "en") -> list[Node]:
        book = Book.open(folder).in_language(language)
        tabs = book.tabs if tab == "all" else [tab]
        pages = [present(book, Store(folder), book.read(PAGE), each) for each in tabs]
        return merge([page for page in pages if page is not None], {})

    return nodes_of


@pytest.fixture
def rows() -> Rows:
    """Returns the texts of a table's cells, row by row."""

    def texts(table: Node) -> list[list[str]]:
        return [[cell.text for cell in row.children] for row in table.find("table_row")]

    return texts
