"""Finds every problem of the sources in one run."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ninbook.check.cells import check_active, check_blocks, check_cells, check_tabs
from ninbook.check.contents import (
    check_contents,
    check_file_names,
    check_options,
    check_symbolic_links,
)
from ninbook.check.directives import check_directives
from ninbook.check.embedded import check_formulas, check_html
from ninbook.check.leftovers import check_leftovers, check_omissions
from ninbook.check.links import check_images, check_links
from ninbook.check.marks import check_roles, check_slide_marks
from ninbook.check.names import Names
from ninbook.check.references import check_citations, check_labels
from ninbook.document.document import Document
from ninbook.files.memory import Memory
from ninbook.files.text import PageError
from ninbook.problems import Found, Problem, Severity
from ninbook.source.book import Book

_CHECKS: Sequence[Callable[[Document], Iterator[Found]]] = (
    check_active,
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
    """Return the problems of all pages in all languages, sorted by file and line.

    Pages of which ``memory`` knows are searched again only if they changed; the caller saves it.
    """
    problems: list[Problem] = [*check_file_names(book), *check_symbolic_links(book)]
    if not book.pages:
        problems.append(Problem(Path("config.ini"), 1, "[build] notebooks names no page"))
    elif book.index not in book.files:
        line = book.settings.line("build", "index")
        message = (
            f"[build] notebooks and exclusions leave out {book.index.as_posix()}, the first page"
        )
        problems.append(Problem(Path("config.ini"), line, message))
    memory = memory or Memory(None)
    restructured = {path: Names.of(book.page(path)) for path in book.restructured}
    first: dict[Path, Names] = {}
    for language in book.languages:
        pages = dict(first)
        for path in book.pages:
            file = book.translation(path, language)
            if file != path and not (book.root / file).is_file():
                continue
            own, names = _look_at(book, path, file, memory)
            problems += own
            if names is not None:
                pages[path] = names
        pages |= restructured
        first = first or pages
        for path, names in pages.items():
            file = book.translation(path, language)
            if path not in restructured and (names is not first.get(path) or file == path):
                found = [*check_images(book, file, names), *check_links(book, file, pages, names)]
                problems += (Problem(file, *each) for each in found)
    problems += check_contents(book, first)
    problems += check_labels(first)
    problems += check_citations(book, first, memory)
    files = book.restructured
    return sorted(replace(found, path=files.get(found.path, found.path)) for found in problems)


def check_all_pages(book: Book, check: Callable[[Document], Iterator[Found]]) -> list[Problem]:
    """Return what one check finds in all languages, sorted; what isn't UTF-8 is no matter here."""
    problems: list[Problem] = []
    for path in book.pages:
        for file in (book.translation(path, language) for language in book.languages):
            if (book.root / file).is_file():
                text = book.content(file).decode("utf-8", "replace").replace("\r\n", "\n")
                problems += (Problem(file, *found) for found in check(Document(path, file, text)))
    return sorted(problems)


def _found_in(page: Document, tabs: Sequence[str]) -> Iterator[Found]:
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
        kept, names = known
        problems = [Problem(file, line, text, Severity(how)) for line, text, how in kept]
        return problems, Names(**names)
    try:
        page = book.document(path, file)
    except PageError as error:
        return [replace(Problem.of(error), path=file)], None
    found = list(_found_in(page, book.tabs))
    names = Names.of(page)
    memory.keep(file.as_posix(), state, [found, vars(names)])
    return [Problem(file, *each) for each in found], names
