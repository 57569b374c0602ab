"""Finds every problem of the sources in one run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from pybtex.exceptions import PybtexError

from ninbook.problems import Problem
from ninbook.source.blocks import Block, Kind, cut
from ninbook.source.book import Book
from ninbook.source.comments import COMMENT, READERS, CommentError
from ninbook.source.labels import foreign_labels
from ninbook.source.page import LOADS_TABS, PageError, read_page
from ninbook.source.pairs import MARK
from ninbook.source.scan import Scan, scan
from ninbook.source.slide_marks import check_slide_marks

_COMMENT = "<!-- ninbook:"
_ROLE_OF = {"numref": "label", "ref": "label", "eqref": "eqlabel"}


def check_sources(book: Book) -> list[Problem]:
    """Checks all pages of a book.

    Args:
        book: the book.

    Returns:
        The problems, sorted by file and line; empty if there are none.
    """
    problems: list[Problem] = []
    scans: dict[Path, Scan] = {}
    for path in book.pages:
        try:
            text = read_page(book.root, path).text
            scans[path] = scan(text)
            problems += _check_comments(path, text)
            problems += check_slide_marks(path, text)
        except PageError as error:
            _, line, message = str(error).split(":", 2)
            problems.append(Problem(path, int(line), message.strip()))
    for path, found in scans.items():
        problems += _check_blocks(path, found)
        problems += _check_left_outputs(path, found)
        problems += _check_tabs(path, found, book.tabs)
        problems += _check_files(book, path, found)
    problems += _check_labels(scans)
    problems += _check_citations(book, scans)
    return sorted(problems)


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
                yield Problem(path, line, f"unknown tab {name!r};{_hint(name, known)}")
    if any(cell.tabs for cell in cells):
        for cell in cells:
            if cell.tabs is None and LOADS_TABS not in cell.source:
                yield Problem(
                    path, cell.line, "cell without %%tab on a page that uses tabs; name its tabs"
                )


def _check_comments(path: Path, text: str) -> Iterator[Problem]:
    if _COMMENT not in text or _all_read(text):
        return
    blocks = cut(text).blocks
    for block in blocks:
        if block.kind is not Kind.COMMENT or not block.text.startswith(_COMMENT):
            continue
        comment = COMMENT.fullmatch(block.text)
        if block.text.startswith(MARK):
            continue
        name = comment["name"] if comment else block.text.split()[2]
        if comment is None or name not in READERS:
            hint = _hint(name, sorted(READERS))
            yield Problem(path, block.line, f"unknown comment 'ninbook: {name}';{hint}")
            continue
        try:
            READERS[name](comment["argument"] or "")
        except CommentError as error:
            yield Problem(path, block.line, f"comment 'ninbook: {name}': {error}")
    yield from _check_answers(path, blocks)


def _all_read(text: str) -> bool:
    """Tells whether all comments can be read, even those in code, and none of them is an answer."""
    comments = list(COMMENT.finditer(text))
    if sum(comment[0].startswith(_COMMENT) for comment in comments) < text.count(_COMMENT):
        return False
    try:
        for comment in comments:
            if comment["name"].endswith("answer"):
                return False
            READERS[comment["name"]](comment["argument"] or "")
    except (KeyError, CommentError):
        return False
    return True


def _check_answers(path: Path, blocks: Sequence[Block]) -> Iterator[Problem]:
    """Every answer is closed before the next one begins and before the section ends."""
    opened: int | None = None
    for block in blocks:
        comment = COMMENT.fullmatch(block.text) if block.kind is Kind.COMMENT else None
        name = comment["name"] if comment else ""
        if opened is not None and (name == "answer" or block.kind is Kind.HEADING):
            yield Problem(path, opened, "answer without <!-- ninbook: end-answer --> after it")
            opened = None
        if name == "end-answer" and opened is None:
            yield Problem(path, block.line, "end of an answer that did not begin")
        if name in ("answer", "end-answer"):
            opened = block.line if name == "answer" else None
    if opened is not None:
        yield Problem(path, opened, "answer without <!-- ninbook: end-answer --> after it")


def _check_files(book: Book, path: Path, found: Scan) -> Iterator[Problem]:
    for image in found.of_kind("image"):
        if "://" in image.value or image.value.startswith("data:"):
            continue
        if not (book.root / path.parent / image.value).is_file():
            yield Problem(path, image.line, f"image {image.value} doesn't exist")
    for fence in found.fences:
        if fence.info != "toc":
            continue
        for offset, line in enumerate(fence.lines, start=1):
            entry = line.strip()
            target = book.root / path.parent / f"{entry}.md"
            if entry and not entry.startswith(":") and not target.is_file():
                yield Problem(path, fence.line + offset, f"page {entry}.md doesn't exist")


def _check_labels(scans: dict[Path, Scan]) -> Iterator[Problem]:
    places: dict[str, list[tuple[Path, int]]] = defaultdict(list)
    for path, found in scans.items():
        for mark in found.of_kind("label", "eqlabel"):
            places[mark.value].append((path, mark.line))
    for label, defined in places.items():
        for path, line in defined[1:]:
            first = f"{defined[0][0].as_posix()}:{defined[0][1]}"
            yield Problem(path, line, f"label {label!r} is already defined at {first}")
    known = {*places, *foreign_labels()}
    for path, found in scans.items():
        for mark in found.of_kind(*_ROLE_OF):
            if mark.value not in known:
                hint = _hint(mark.value, sorted(known))
                yield Problem(path, mark.line, f"label {mark.value!r} is not defined;{hint}")


def _check_citations(book: Book, scans: dict[Path, Scan]) -> Iterator[Problem]:
    uses = [
        (path, mark)
        for path, found in scans.items()
        for mark in found.of_kind("cite", "citet", "citep")
    ]
    if not uses:
        return
    file = book.bibliography
    if file is None or not (book.root / file).is_file():
        named = f"{file.as_posix()} doesn't exist" if file else "is not set"
        path, mark = uses[0]
        yield Problem(path, mark.line, f"citation, but [pdf] bibfile of config.ini {named}")
        return
    try:
        keys = bibliography_keys(book.root / file)
    except PybtexError as error:
        yield Problem(file, getattr(error, "lineno", None) or 1, f"can't be read: {error}")
        return
    for path, mark in uses:
        if mark.value not in keys:
            hint = _hint(mark.value, sorted(keys))
            yield Problem(path, mark.line, f"BibTeX key {mark.value!r} is not in {file};{hint}")


def bibliography_keys(file: Path) -> set[str]:
    """Returns the keys of a BibTeX file's entries."""
    from pybtex.database import parse_file

    return set(parse_file(str(file), bib_format="bibtex").entries.keys())


def _hint(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    if close:
        return f" did you mean {close[0]!r}?"
    return f" known are {', '.join(known)}" if len(known) < 10 else " define it or correct the name"
