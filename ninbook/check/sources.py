"""Finds every problem of the sources in one run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ninbook.check.cells import check_cells, check_left_outputs
from ninbook.check.citations import check_citations
from ninbook.check.contents import (
    check_contents,
    check_file_names,
    check_options,
    check_symbolic_links,
)
from ninbook.check.directives import check_directives
from ninbook.check.formulas import check_formulas
from ninbook.check.html import check_html
from ninbook.check.labels import check_labels
from ninbook.check.leftovers import check_leftovers
from ninbook.check.links import check_images, check_links
from ninbook.check.names import Names
from ninbook.check.omissions import check_omissions
from ninbook.check.roles import check_roles
from ninbook.check.slide_marks import check_slide_marks
from ninbook.check.tabs import check_blocks, check_tabs
from ninbook.document.document import Document, PageError
from ninbook.files.memory import Memory
from ninbook.problems import COMMAND, Problem, Severity
from ninbook.source.activation import inactive_cells
from ninbook.source.book import Book

_CHECKS: Sequence[Callable[[Document], Iterator[Problem]]] = (
    check_omissions,
    check_options,
    check_directives,
    check_blocks,
    check_roles,
    check_leftovers,
    check_slide_marks,
    check_formulas,
    check_html,
)
"""Checks that need neither another file nor the names of the book's tabs."""


def check_sources(book: Book, memory: Memory | None = None) -> list[Problem]:
    """Check all pages of a book, in all languages.

    Args:
        book: the book.
        memory: what earlier checks found in pages; these are searched again only if they changed.
            The caller saves it.

    Returns:
        The problems, sorted by file and line; empty if there are none.
    """
    problems: list[Problem] = [*check_file_names(book), *check_symbolic_links(book)]
    if not book.pages:
        problems.append(Problem(Path("config.ini"), 1, "[build] notebooks names no page"))
    memory = memory or Memory(None)
    restructured = {path: Names.of(book.page(path)) for path in book.restructured}
    first: dict[Path, Names] = {}
    for language in book.languages:
        pages = dict(first)
        for path in book.pages:
            file = book.translation(path, language)
            if file != path and not (book.root / file).is_file():
                continue
            found, names = _look_at(book, path, file, memory)
            problems += found
            if names is not None:
                pages[path] = names
        pages |= restructured
        first = first or pages
        for path, names in pages.items():
            file = book.translation(path, language)
            if path not in restructured and (names is not first.get(path) or file == path):
                problems += check_images(book, file, names)
                problems += check_links(book, file, pages, names)
    problems += check_contents(book, first)
    problems += check_labels(first)
    problems += check_citations(book, first)
    files = book.restructured
    return sorted(replace(found, path=files.get(found.path, found.path)) for found in problems)


def check_all_tabs(book: Book) -> list[Problem]:
    """Check the tabs that pages name, in all languages.

    Args:
        book: the book.
    """
    return sorted(p for page in _documents(book) for p in check_tabs(page, book.tabs))


def check_all_outputs(book: Book) -> list[Problem]:
    """Check that no outputs were left in pages, in all languages.

    Args:
        book: the book.
    """
    return sorted(p for page in _documents(book) for p in check_left_outputs(page))


def check_activation(book: Book) -> list[Problem]:
    """Name the pages with cells that the command ``activate`` has made listings.

    Args:
        book: the book.
    """
    found = ((page.file, inactive_cells(page)) for page in _documents(book))
    return [
        Problem(
            file,
            cells[0].line,
            f"activated for one tab, so {len(cells)} cells are listings; the rest is checked after "
            f"{COMMAND} activate all {file}",
        )
        for file, cells in found
        if cells
    ]


def _documents(book: Book) -> Iterator[Document]:
    for path in book.pages:
        for file in (book.translation(path, language) for language in book.languages):
            if (book.root / file).is_file():
                text = book.content(file).decode("utf-8", "replace").replace("\r\n", "\n")
                yield Document(path, file, text)


def _problems_of(page: Document, tabs: Sequence[str]) -> Iterator[Problem]:
    yield from check_cells(page, tabs)
    yield from check_tabs(page, tabs)
    for check in _CHECKS:
        yield from check(page)


def _look_at(
    book: Book, path: Path, file: Path, memory: Memory
) -> tuple[list[Problem], Names | None]:
    """Return the problems of a file for which no other is needed, and what it names."""
    content = book.content(file)
    state = hashlib.sha256(repr(book.tabs).encode() + b"\0" + content).hexdigest()
    known = memory.recall(file.as_posix(), state)
    if known is not None:
        problems, names = known
        return [
            Problem(file, line, message, Severity(severity)) for line, message, severity in problems
        ], Names.from_data(names)
    try:
        page = book.document(path, file)
    except PageError as error:
        _, line, message = str(error).split(":", 2)
        return [Problem(file, int(line), message.strip())], None
    found = list(_problems_of(page, book.tabs))
    names = Names.of(page)
    kept = [[problem.line, problem.message, problem.severity] for problem in found]
    memory.keep(file.as_posix(), state, [kept, vars(names)])
    return found, names
