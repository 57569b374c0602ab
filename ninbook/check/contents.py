"""Problems of tables of contents: missing pages, pages twice, circles, and names of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os.path import isfile
from pathlib import Path
from unicodedata import normalize

from ninbook.check.names import Names
from ninbook.document.numbering import page_of
from ninbook.problems import Problem, Severity
from ninbook.source.book import Book


def check_contents(book: Book, pages: Mapping[Path, Names]) -> Iterator[Problem]:
    """Yield the problems of a book's tables of contents.

    Args:
        book: the book.
        pages: what each page names, by its path, in the order of the book.
    """
    first: dict[Path, tuple[Path, int]] = {}
    for path in pages:
        if path not in first:
            yield from _check_below(book, path, pages, first, (path,))


def _check_below(
    book: Book,
    path: Path,
    pages: Mapping[Path, Names],
    first: dict[Path, tuple[Path, int]],
    above: tuple[Path, ...],
) -> Iterator[Problem]:
    """Yield the problems of a page's contents and of those that they lead to.

    Args:
        book: the book.
        path: the page.
        pages: what each page names.
        first: where each page was first listed; those below are added.
        above: the page and those whose contents lead to it.
    """
    for entry, line in pages[path].contents:
        page = page_of(path, entry)
        if page in above:
            message = f"page {entry}.md is above this page; contents can't lead in a circle"
            yield Problem(path, line, message, Severity.PROBLEM)
        elif page in first:
            where = f"{first[page][0].as_posix()}:{first[page][1]}"
            message = f"page {entry}.md is already in the contents at {where}"
            yield Problem(path, line, message, Severity.PROBLEM)
        elif not isfile(book.root / page):  # noqa: PTH113  # a name may hold any character
            yield Problem(path, line, f"page {entry}.md doesn't exist{_other_form(book, page)}")
        else:
            first[page] = path, line
            if page in pages:
                yield from _check_below(book, page, pages, first, (*above, page))


def check_file_names(book: Book) -> Iterator[Problem]:
    """Yield pages whose names are decomposed, so that no link as it is typed leads to them.

    Args:
        book: the book.
    """
    for path in book.pages:
        if normalize("NFC", str(path)) != str(path):
            message = "the name of this file is in Unicode's form NFD; rename it to the form NFC"
            yield Problem(path, 0, message, Severity.PROBLEM)


def _other_form(book: Book, page: Path) -> str:
    forms = (normalize(form, str(page)) for form in ("NFC", "NFD"))
    if any(isfile(book.root / form) for form in forms):  # noqa: PTH113
        return "; a file's name has the same letters in another form of Unicode"
    return ""
