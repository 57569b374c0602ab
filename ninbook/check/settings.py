"""Settings of ``config.ini`` that name what the book doesn't have: pages, tabs, languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ninbook.check.names import hint
from ninbook.problems import Problem, Severity
from ninbook.source.book import Book
from ninbook.source.book_settings import BookError

_FILE = Path("config.ini")


def check_settings(book: Book) -> Iterator[Problem]:
    """Yield settings without an effect, since what they are for is not in the book."""
    settings = book.settings
    for section in settings.own.sections():
        for key, message in _idle(book, section):
            line = settings.line(section, key)
            yield Problem(_FILE, line, f"[{section}] {message}", Severity.PROBLEM)
        language = section.removeprefix("ninbook.")
        is_edition = language != section and settings.own.has_option(section, "title")
        if is_edition and language not in book.languages:
            message = f"[{section}] is idle, since [ninbook] languages doesn't name {language}"
            yield Problem(_FILE, settings.line(section, ""), message, Severity.WARNING)


def _idle(book: Book, section: str) -> Iterator[tuple[str, str]]:
    settings = book.settings
    pages = {page.with_suffix("").as_posix().lower(): page for page in book.pages}
    library = section.removeprefix("library-")
    if library != section and book.tabs and library not in book.tabs:
        yield "", f"the book has no tab {library};{hint(library, book.tabs)}"
    keys = ["fold_code"] if section == "ninbook" else []
    keys = settings.own.options(section) if section == "ninbook.published" else keys
    for key in keys:
        named = settings.get(section, key).split() if key == "fold_code" else [key]
        for name in named:
            if name.lower() not in pages:
                yield key, f"{key}: the book has no page {name};{hint(name, list(pages))}"
        try:
            book.published(key)
        except BookError as error:
            yield key, str(error).partition("] ")[2]
