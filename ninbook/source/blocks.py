"""Cuts a page into blocks, the units that a translation translates one by one.

A block is what d2lbook takes as one: a heading, a paragraph, an item of a list, a picture with its
caption, a table, an equation, a fenced block, a directive. The marks of tab blocks stand between
blocks; a block knows its tabs. Nothing is lost: the blocks and what stands between them are the
page, byte for byte.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from ninbook.source.scan import TAB_MARK, scan

_HEADING = re.compile(r"#{1,6}(\s|$)")
_ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)])\s+\S")
_DIRECTIVE = re.compile(r":(label|eqlabel|width|height):`[^`]*`\s*$")
_EQUATION = re.compile(r"\$\$((?!\$\$).)*\$\$[.,;]?\s*", re.DOTALL)
_WORDS = re.compile(r"\\(text\w*|mbox)\s*\{")
_DIGITS = 12
_QUOTED_CHARACTERS = 40


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    FIGURE = "figure"
    TABLE = "table"
    EQUATION = "equation"
    CELL = "cell"
    FENCE = "fence"
    DIRECTIVE = "directive"
    COMMENT = "comment"
    RULE = "rule"  # a paragraph without a letter


_VERBATIM = {Kind.CELL, Kind.FENCE, Kind.DIRECTIVE, Kind.COMMENT, Kind.RULE}


@dataclass(frozen=True)
class Block:
    """One block of a page.

    Attributes:
        kind: what it is.
        line: its first line, counted from 1.
        start: offset of its first character in the page.
        text: as it stands in the page, without the last line's end.
        before: what stands between it and the block before: line ends, blank lines, tab marks.
        tab: the tabs that it is for, as in ``jax, mxnet``; None if it is for all.
    """

    kind: Kind
    line: int
    start: int
    text: str
    before: str
    tab: str | None

    @property
    def end(self) -> int:
        """Offset of the character after its last."""
        return self.start + len(self.text)

    @property
    def last_line(self) -> int:
        """Its last line."""
        return self.line + self.text.count("\n")

    @cached_property
    def normalised(self) -> str:
        """Its text in one line; how a paragraph is broken into lines doesn't count."""
        return normalise(self.text)

    @cached_property
    def digest(self) -> str:
        """Short digest of the normalised text."""
        return digest_of(self.normalised)

    @property
    def quoted(self) -> str:
        """Its first words in quotation marks."""
        return quote(self.normalised)

    @cached_property
    def content(self) -> str:
        """Its text with Unix line ends: what is the same bytes in every language if `verbatim`."""
        return self.text.replace("\r\n", "\n")

    @cached_property
    def verbatim(self) -> bool:
        """Whether there is nothing in it to translate."""
        if self.kind is Kind.EQUATION:
            return not _WORDS.search(self.text)
        return self.kind in _VERBATIM


@dataclass(frozen=True)
class CutPage:
    """A page in blocks.

    Attributes:
        blocks: the blocks in their order.
        tail: what stands after the last one.
    """

    blocks: tuple[Block, ...]
    tail: str

    def join(self) -> str:
        """Returns the page's text."""
        return "".join(block.before + block.text for block in self.blocks) + self.tail


def normalise(text: str) -> str:
    """Returns a text in one line, with single spaces."""
    return " ".join(text.split())


def digest_of(text: str) -> str:
    """Returns the first digits of the SHA-256 of a normalised text."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()[:_DIGITS]


def quote(text: str) -> str:
    """Returns a normalised text's first words in quotation marks."""
    short = text[:_QUOTED_CHARACTERS].rstrip()
    return f'"{short}..."' if len(text) > len(short) else f'"{short}"'


def cut(text: str) -> CutPage:
    """Cuts a page into blocks.

    Args:
        text: the page's Markdown.
    """
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    blocks: list[Block] = []
    position = 0
    for kind, first, after, tab in _spans(text, lines):
        start, end = starts[first], starts[after] - 1
        content = text[start:end].removesuffix("\r")
        blocks.append(Block(kind, first + 1, start, content, text[position:start], tab))
        position = start + len(content)
    return CutPage(tuple(blocks), text[position:])


def _spans(text: str, lines: list[str]) -> Iterator[tuple[Kind, int, int, str | None]]:
    """Yields kind, first line, line after the last, and tabs of each block; lines from 0."""
    fences = {fence.line - 1: fence for fence in scan(text).fences}
    tab: str | None = None
    in_list = False
    index = 0
    while index < len(lines):
        fence = fences.get(index)
        mark = TAB_MARK.match(lines[index])
        if fence is not None:
            after = index + 1 + len(fence.lines) + fence.closed
            kind = Kind.CELL if fence.is_cell else Kind.FENCE
        elif mark:
            named = ", ".join(name.strip() for name in (mark[2] or "").split(","))
            tab = named if mark[1] == "begin_tab" else None
            index, in_list = index + 1, False
            continue
        elif not lines[index].strip():
            index += 1
            continue
        else:
            after = _end_of_paragraph(lines, index, fences)
            kind, after = _kind_of(lines, index, after, in_list)
        # What is indented after an item belongs to the list; so do items in it, at any depth.
        in_list = kind is Kind.ITEM or (in_list and lines[index].startswith((" ", "\t")))
        yield kind, index, after, tab
        index = after


def _end_of_paragraph(lines: list[str], first: int, fences: Mapping[int, object]) -> int:
    """The line after the lines without a gap that begin with ``first``."""
    after = first + 1
    while after < len(lines) and lines[after].strip() and not _interrupts(lines, after, fences):
        after += 1
    return after


def _interrupts(lines: list[str], index: int, fences: Mapping[int, object]) -> bool:
    line = lines[index]
    return bool(index in fences or TAB_MARK.match(line) or _DIRECTIVE.match(line))


def _kind_of(lines: list[str], first: int, after: int, in_list: bool) -> tuple[Kind, int]:
    """The kind of the block that begins with a line, and the line after its last."""
    line = lines[first]
    if _DIRECTIVE.match(line):
        return Kind.DIRECTIVE, first + 1
    if _HEADING.match(line):
        return Kind.HEADING, first + 1
    if line.startswith("<!--"):
        end = _end_of_comment(lines, first)
        if end:
            return Kind.COMMENT, end
    item = _ITEM.match(line)
    if item and (in_list or len(item[1]) < 4):
        later = (n for n in range(first + 1, after) if _ITEM.match(lines[n]))
        return Kind.ITEM, next(later, after)
    if line.startswith("$$"):
        for end in range(first + 1, after + 1):
            if _EQUATION.fullmatch("\n".join(lines[first:end])):
                return Kind.EQUATION, end
    if line.startswith("!["):
        return Kind.FIGURE, after
    if line.startswith("|"):
        return Kind.TABLE, after
    letters = any(character.isalpha() for n in range(first, after) for character in lines[n])
    return (Kind.PARAGRAPH if letters else Kind.RULE), after


def _end_of_comment(lines: list[str], first: int) -> int | None:
    """The line after a comment; None if it doesn't end before what d2lbook takes out of it."""
    for index in range(first, len(lines)):
        if index > first and (lines[index].startswith("```") or TAB_MARK.match(lines[index])):
            return None
        if "-->" in lines[index]:
            return index + 1
    return None
