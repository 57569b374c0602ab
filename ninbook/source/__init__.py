"""Reads d2lbook Markdown: the book's pages, their cells, labels and comments."""

from ninbook.document.document import Document, read_page
from ninbook.files.text import PageError
from ninbook.source.book import Book
from ninbook.source.book_settings import BookError

__all__ = ["Book", "BookError", "Document", "PageError", "read_page"]
