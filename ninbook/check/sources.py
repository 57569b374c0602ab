"""Finds every problem of the sources in one run."""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pybtex.exceptions import PybtexError

from ninbook.check.comments import check_comments
from ninbook.check.hints import hint
from ninbook.check.slide_marks import check_slide_marks
from ninbook.document.cells import LOADS_TABS
from ninbook.document.d2l_labels import d2l_labels
from ninbook.document.document import PageError
from ninbook.document.numbering import page_of
from ninbook.files.memory import Memory
from ninbook.problems import Problem
from ninbook.source.book import Book
from ninbook.source.scan import Scan, scan

_ELSEWHERE = re.compile(r"data:|.*://")
"""Begins the address of an image that is no file of the book."""


def check_sources(book: Book, memory: Memory | None = None) -> list[Problem]:
    """Checks all pages of a book.

    Args:
        book: the book.
        memory: what earlier checks found in pages without a problem of their own; they are
            searched again only if they changed. The caller saves it.

    Returns:
        The problems, sorted by file and line; empty if there are none.
    """
    problems: list[Problem] = []
    pages: dict[Path, _Names] = {}
    memory = memory or Memory(None)
    common = hashlib.sha256(repr(book.tabs).encode())
    for path in book.pages:
        digest = common.copy()
        digest.update(book.content(path))
        known = memory.recall(path.as_posix(), digest.hexdigest())
        if known is not None:
            pages[path] = _Names(**known)
            continue
        try:
            page = book.page(path)
        except PageError as error:
            _, line, message = str(error).split(":", 2)
            problems.append(Problem(path, int(line), message.strip()))
            continue
        own = list(_check_page(book, path, page.text))
        problems += own
        pages[path] = _Names.of(scan(page.text))
        if not own:
            memory.keep(path.as_posix(), digest.hexdigest(), vars(pages[path]))
    for path, names in pages.items():
        problems += _check_files(book, path, names)
    problems += _check_labels(pages)
    problems += _check_citations(book, pages)
    return sorted(problems)


@dataclass(frozen=True)
class _Names:
    """What a page names that stands elsewhere, or that others name: each with its line.

    Attributes:
        labels: the labels that it defines.
        references: the labels that it refers to.
        citations: keys of works.
        images: files, as seen from the page.
        contents: pages in its tables of contents, as seen from it.
    """

    labels: list[list[Any]]
    references: list[list[Any]]
    citations: list[list[Any]]
    images: list[list[Any]]
    contents: list[list[Any]]

    @classmethod
    def of(cls, found: Scan) -> _Names:
        """Takes them from a page that was scanned."""
        contents = [
            [entry, fence.line + offset]
            for fence in found.fences
            if fence.info == "toc"
            for offset, entry in enumerate(map(str.strip, fence.lines), start=1)
            if entry and not entry.startswith(":")
        ]

        def marks(*kinds: str) -> list[list[Any]]:
            return [[mark.value, mark.line] for mark in found.of_kind(*kinds)]

        return cls(
            marks("label", "eqlabel"),
            marks("numref", "ref", "eqref"),
            marks("cite", "citet", "citep"),
            [image for image in marks("image") if not _ELSEWHERE.match(image[0])],
            contents,
        )


def _check_page(book: Book, path: Path, text: str) -> Iterator[Problem]:
    """Finds the problems for which no other file is needed."""
    found = scan(text)
    yield from check_comments(path, text)
    yield from check_slide_marks(path, text)
    yield from _check_blocks(path, found)
    yield from _check_left_outputs(path, found)
    yield from _check_tabs(path, found, book.tabs)


def check_tabs(book: Book) -> list[Problem]:
    """Checks the tabs that pages name, in all languages.

    Args:
        book: the book.
    """
    return sorted(p for path, found in _scans(book) for p in _check_tabs(path, found, book.tabs))


def check_left_outputs(book: Book) -> list[Problem]:
    """Checks that no outputs were left in pages, in all languages.

    Args:
        book: the book.
    """
    return sorted(p for path, found in _scans(book) for p in _check_left_outputs(path, found))


def _scans(book: Book) -> Iterator[tuple[Path, Scan]]:
    for page in book.pages:
        for path in (book.translation(page, language) for language in book.languages):
            if (book.root / path).is_file():
                text = (book.root / path).read_text(encoding="utf-8", errors="replace")
                yield path, scan(text)


def _check_left_outputs(path: Path, found: Scan) -> Iterator[Problem]:
    for fence in found.fences:
        if fence.is_output:
            yield Problem(path, fence.line, "output left in the source; delete this block")


def _check_blocks(path: Path, found: Scan) -> Iterator[Problem]:
    for fence in found.fences:
        if fence.nested and fence.is_cell:
            yield Problem(
                path,
                fence.line,
                f"code fence is not closed before the next one opens in line {fence.nested}; "
                "add a line with ```",
            )
        elif not fence.closed:
            yield Problem(path, fence.line, "code fence is never closed; add a line with ```")
        if fence.is_cell and fence.in_tab:
            yield Problem(path, fence.line, "code cell inside :begin_tab:; put it after :end_tab:")
        if fence.is_cell and fence.closed and not fence.source.strip():
            yield Problem(path, fence.line, "empty cell; write code into it or delete it")
        if fence.is_cell and "tab.selected" in fence.source:
            for line in (n for n, text in enumerate(fence.lines, start=1) if "\t" in text):
                yield Problem(
                    path, fence.line + line, "tabulator in a cell with tab.selected; use spaces"
                )
    for block in found.tab_blocks:
        if not block.closed:
            yield Problem(path, block.line, ":begin_tab: is never closed; add :end_tab:")
        elif block.empty:
            yield Problem(path, block.line, "empty tab block; write text into it or delete it")
    for line in found.stray_ends:
        yield Problem(path, line, ":end_tab: without :begin_tab:")


def _check_tabs(path: Path, found: Scan, tabs: list[str]) -> Iterator[Problem]:
    if not tabs:
        return
    known = [*tabs, "all"]
    cells = [fence for fence in found.fences if fence.is_cell]
    for line, names in [(cell.tab_line, cell.tabs or []) for cell in cells] + [
        (block.line, block.tabs) for block in found.tab_blocks
    ]:
        for name in names:
            if name not in known:
                yield Problem(path, line, f"unknown tab {name!r};{hint(name, known)}")
    if any(cell.tabs for cell in cells):
        for cell in cells:
            if cell.tabs is None and LOADS_TABS not in cell.source:
                yield Problem(
                    path, cell.line, "cell without %%tab on a page that uses tabs; name its tabs"
                )


def _check_files(book: Book, path: Path, names: _Names) -> Iterator[Problem]:
    folder = os.fspath(book.root / path.parent)
    for image, line in names.images:
        # Path objects take longer than the question, and a book has thousands of pictures.
        if not os.path.isfile(os.path.join(folder, image)):  # noqa: PTH113, PTH118
            yield Problem(path, line, f"image {image} doesn't exist")
    for entry, line in names.contents:
        if not os.path.isfile(book.root / page_of(path, entry)):  # noqa: PTH113
            yield Problem(path, line, f"page {entry}.md doesn't exist")


def _check_labels(pages: Mapping[Path, _Names]) -> Iterator[Problem]:
    places: dict[str, list[tuple[Path, int]]] = defaultdict(list)
    for path, names in pages.items():
        for label, line in names.labels:
            places[label].append((path, line))
    for label, defined in places.items():
        for path, line in defined[1:]:
            first = f"{defined[0][0].as_posix()}:{defined[0][1]}"
            yield Problem(path, line, f"label {label!r} is already defined at {first}")
    known = {*places, *d2l_labels()}
    for path, names in pages.items():
        for label, line in names.references:
            if label not in known:
                said = hint(label, sorted(known))
                yield Problem(path, line, f"label {label!r} is not defined;{said}")


def _check_citations(book: Book, pages: Mapping[Path, _Names]) -> Iterator[Problem]:
    uses = [(path, key, line) for path, names in pages.items() for key, line in names.citations]
    if not uses:
        return
    file = book.bibliography
    if file is None or not (book.root / file).is_file():
        named = f"{file.as_posix()} doesn't exist" if file else "is not set"
        path, _, line = uses[0]
        yield Problem(path, line, f"citation, but [pdf] bibfile of config.ini {named}")
        return
    try:
        keys = bibliography_keys(book.root / file)
    except PybtexError as error:
        yield Problem(file, getattr(error, "lineno", None) or 1, f"can't be read: {error}")
        return
    for path, key, line in uses:
        if key not in keys:
            said = hint(key, sorted(keys))
            yield Problem(path, line, f"BibTeX key {key!r} is not in {file};{said}")


def bibliography_keys(file: Path) -> set[str]:
    """Returns the keys of a BibTeX file's entries."""
    from pybtex.database import parse_file

    return set(parse_file(str(file), bib_format="bibtex").entries.keys())
