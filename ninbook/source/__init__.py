"""Reads d2lbook Markdown: the book's pages, their cells, labels and problems."""

from ninbook.source.book import Book, BookError
from ninbook.source.check import check_sources
from ninbook.source.page import Page, PageError, read_page

__all__ = ["Book", "BookError", "Page", "PageError", "check_sources", "read_page"]
