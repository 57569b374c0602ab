"""Reads d2lbook Markdown: the book's pages, their cells, labels, translations and problems."""

from ninbook.source.book import Book, BookError
from ninbook.source.check import check_sources
from ninbook.source.page import Page, PageError, read_page
from ninbook.source.translation_check import check_translations

__all__ = [
    "Book",
    "BookError",
    "Page",
    "PageError",
    "check_sources",
    "check_translations",
    "read_page",
]
