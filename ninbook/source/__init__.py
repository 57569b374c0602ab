"""Reads d2lbook Markdown: the book's pages, their cells, labels and comments."""

from ninbook.document.document import Document, PageError, read_page
from ninbook.source.book import Book, BookError

__all__ = ["Book", "BookError", "Document", "PageError", "read_page"]
