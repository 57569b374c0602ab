"""Cuts a page into the cells of a notebook and joins them to the page again.

A fence that d2lbook executes is a code cell; what stands between two of them is a Markdown cell.
Each cell keeps what its source doesn't show: its fence and the blank lines before it. So cells that
weren't edited become the same bytes again, wherever they are moved.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from ninbook.document.document import Document
from ninbook.document.nodes import Node

_FENCE = "```"
_OPENING = "{.python .input}\n"
_GAP = "\n\n"
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


@dataclass(frozen=True)
class Cell:
    """One cell."""

    source: str  # what an editor shows, with Unix line ends
    is_code: bool = False
    gap: str | None = None  # between it and the cell before; None if it was the first, or is new
    opening: str = ""  # the first line of a code cell's fence, with its end; empty if it is new
    closing: str = ""  # the fence's last line, after the end of the line before, if it has one
    raw: str | None = None  # the source as it stands in a page whose lines end in different ways


@dataclass(frozen=True)
class CellPage:
    """A page in cells."""

    cells: tuple[Cell, ...]
    head: str = ""  # what stands before the first cell
    tail: str | None = None  # what stands after the last; None in a page without any
    newline: str | None = "\n"  # how lines end; None if they end in different ways

    def join(self) -> str:
        """Return the page's text."""
        cells = [cell for cell in self.cells if cell.source.strip() or cell.opening]
        text = self.head
        if cells and text.strip("\ufeff") and not text.endswith("\n"):
            text += "\n"
        for before, cell, after in zip([None, *cells], cells, [*cells[1:], None], strict=False):
            text += _gap(before, cell) if before else ""
            text += _code(cell, last=after is None) if cell.is_code else _source(cell)
        text += ("\n" if cells else "") if self.tail is None else self.tail
        return text if self.newline is None else _unix(text).replace("\n", self.newline)


def cut(text: str) -> CellPage:
    """Cut a page into cells; `CellPage.join` makes the same text of them."""
    newline = _newline(text)
    text = text if newline is None else _unix(text)
    cells: list[Cell] = []
    head, tail, end = text, None, 0
    for cell, first, last in _spans(text):
        if cells:
            cell = replace(cell, gap=text[end:first])
        else:
            head = text[:first]
        cells.append(cell)
        end, tail = last, text[last:]
    return CellPage(tuple(cells), head, tail, newline)


def _spans(text: str) -> Iterator[tuple[Cell, int, int]]:
    """Yield the cells, with the offsets of their first character and of the one after the last."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    position = 1 if text.startswith("\ufeff") else 0  # a mark of the file, not of its first cell
    page = Document(Path(), Path(), text.replace("\r", " "))  # what ends a line is one character
    for cell in _cells(page.nodes):
        first = max(starts[cell.line - 1], position)
        if text.startswith(_FENCE, first):
            closed = cell.attrs["closed"]
            last = starts[cell.line + cell.attrs["lines"] + closed] - 1
            yield from _markdown(text, position, first)
            yield _code_cell(text[first:last], closed), first, last
            position = last
    yield from _markdown(text, position, len(text))


def _cells(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the cells that stand in no list or quotation, which would end at a cell of its own."""
    for node in nodes:
        if node.type == "cell":
            yield node
        elif node.type == "tab_block":
            yield from _cells(node.children)


def _markdown(text: str, first: int, last: int) -> Iterator[tuple[Cell, int, int]]:
    """Yield the lines between two offsets as one cell, without the blank lines around them."""
    run = text[first:last]
    begin = run.rfind("\n", 0, len(run) - len(run.lstrip())) + 1
    end = run.find("\n", len(run.rstrip()))
    if not run.strip():
        return
    content = run[begin:] if end < 0 else run[begin:end].removesuffix("\r")
    yield Cell(_unix(content), raw=_raw(content)), first + begin, first + begin + len(content)


def _code_cell(text: str, closed: bool) -> Cell:
    opening, newline, content = text.partition("\n")
    closing = ""
    if closed:
        content, before, closing = content.rpartition("\n")
        closing = before + closing
        if content.endswith("\r"):
            content, closing = content[:-1], f"\r{closing}"
    source = _unix(content)
    return Cell(source, True, None, opening + newline, closing, _raw(content))


def _gap(before: Cell, cell: Cell) -> str:
    """Return what to write between two cells; texts must not run into one paragraph."""
    needed = 1 if before.is_code or cell.is_code else 2
    return cell.gap if cell.gap and cell.gap.count("\n") >= needed else _GAP


def _code(cell: Cell, last: bool) -> str:
    """Return a code cell with its fence, which is made longer if the source would end it."""
    opening = cell.opening or _FENCE + _OPENING
    ticks = opening[: len(opening) - len(opening.lstrip("`"))]
    source = _source(cell)
    ends = re.findall(rf"^ {{0,3}}({ticks}`*)[^\S\n]*$", source, re.MULTILINE)
    longer = max((f"{end}`" for end in ends), key=len, default=ticks)
    closing = cell.closing or ("" if last and cell.opening else f"\n{ticks}")
    if not opening.endswith("\n") and (source or closing):
        opening += "\n"
    if source and closing and not closing.startswith(("\n", "\r")):
        closing = f"\n{closing}"
    return longer + opening[len(ticks) :] + source + closing.replace(ticks, longer)


def _source(cell: Cell) -> str:
    """Return a cell's source; lines that weren't edited end as they did."""
    if cell.raw is None:
        return cell.source
    old = [match.groups() for match in _LINE.finditer(cell.raw)]
    new = cell.source.split("\n")
    ends = ["\n"] * len(new)
    matcher = SequenceMatcher(None, [line for line, _ in old], new, autojunk=False)
    for match in matcher.get_matching_blocks():
        for offset in range(match.size):
            ends[match.b + offset] = old[match.a + offset][1] or "\n"
    return "".join(line + end for line, end in zip(new, [*ends[:-1], ""], strict=True))


def _newline(text: str) -> str | None:
    pairs, returns = text.count("\r\n"), text.count("\r")
    if not returns:
        return "\n"
    return "\r\n" if pairs == returns == text.count("\n") else None


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _raw(content: str) -> str | None:
    return content if "\r" in content else None
