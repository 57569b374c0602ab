from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ninbook.document.links import Destination
from ninbook.notebooks.export import export
from ninbook.notebooks.pictures import LinkedPictures, beside
from ninbook.outputs import Store
from ninbook.pages.edition import Edition
from ninbook.source import Book
from tests.commonmark.conftest import viewers

__all__ = ["viewers"]

PAGE = Path("chapter/page.md")
Exported = Callable[[str], Any]


@pytest.fixture
def exported(book_folder: Path) -> Exported:
    """Exports the small book's page with other text, in JAX."""

    def export_text(text: str) -> Any:
        (book_folder / PAGE).write_text(text, encoding="utf-8")
        book = Book.open(book_folder)
        return notebook_of_page(book, PAGE)

    return export_text


def notebook_of_page(book: Book, path: Path, tab: str = "jax") -> Any:
    """Export a page; links lead to notebooks beside it."""
    edition = Edition(book, Store(book.root))
    page = edition.page(path, tab)
    assert page is not None

    def address(there: Destination) -> str | None:
        suffix = ".ipynb" if there.is_page else there.path.suffix
        return beside(path, there.path.with_suffix(suffix))

    return export(edition, page, address, LinkedPictures(book.root, path))


def text_of(notebook: Any) -> str:
    """Return the text of a notebook."""
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
