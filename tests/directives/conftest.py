"""What the small book's page is made of, with its directives expanded."""

from pathlib import Path

from ninbook.document.nodes import Node
from ninbook.outputs import Store
from ninbook.pages.merge import merge
from ninbook.pages.present import present
from ninbook.source import Book

PAGE = Path("chapter/page.md")


def presented(folder: Path, tab: str = "all", language: str = "en") -> list[Node]:
    """Returns the nodes of the small book's page: in one tab, or of all tabs merged."""
    book = Book.open(folder).in_language(language)
    tabs = book.tabs if tab == "all" else [tab]
    pages = [present(book, Store(folder), book.read(PAGE), each) for each in tabs]
    return merge([page for page in pages if page is not None], {})


def rows(table: Node) -> list[list[str]]:
    """Returns the texts of a table's cells, row by row."""
    return [[cell.text for cell in row.children] for row in table.find("table_row")]
