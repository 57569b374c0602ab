"""Reads d2lbook Markdown: the book's pages, their cells, labels and comments."""

from ninbook.source.book import Book, BookError
from ninbook.source.page import Page, PageError, read_page

__all__ = ["Book", "BookError", "Page", "PageError", "read_page"]
