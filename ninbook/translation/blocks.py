"""Cuts a page into blocks, the units that a translation translates one by one.

A block is what d2lbook takes as one: a heading, a paragraph, an item of a list, a picture with its
caption, a table, an equation, a fenced block, a directive. The marks of tab blocks stand between
blocks; a block knows its tabs. Nothing is lost: the blocks and what stands between them are the
page, byte for byte.
"""

import hashlib
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from pathlib import Path

from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.translation.spans import Kind, page_spans

_WORDS = re.compile(r"\\(text\w*|mbox)\s*\{")
_DIGITS = 12
_QUOTED_CHARACTERS = 40


_VERBATIM = {Kind.CELL, Kind.FENCE, Kind.DIRECTIVE, Kind.COMMENT, Kind.RULE}


@dataclass(frozen=True)
class Block:
    """One block of a page."""

    kind: Kind
    line: int  # its first, counted from 1
    start: int  # offset of its first character in the page
    text: str  # as it stands in the page, without the last line's end
    before: str  # from the block before: line ends, blank lines, tab marks
    tab: str | None  # those that it is for, as in ``jax, mxnet``; None if it is for all
    nodes: tuple[Node, ...] = field(default=(), repr=False, compare=False)

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
    """A page in blocks."""

    blocks: tuple[Block, ...]
    tail: str  # what stands after the last one

    def join(self) -> str:
        """Return the page's text."""
        return "".join(block.before + block.text for block in self.blocks) + self.tail


def normalise(text: str) -> str:
    """Return a text in one line, with single spaces."""
    return " ".join(text.split())


def digest_of(text: str) -> str:
    """Return the first digits of the SHA-256 of a normalised text."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()[:_DIGITS]


def quote(text: str) -> str:
    """Return a normalised text's first words in quotation marks."""
    short = text[:_QUOTED_CHARACTERS].rstrip()
    return f'"{short}..."' if len(text) > len(short) else f'"{short}"'


def cut(text: str) -> CutPage:
    """Cut a page into blocks."""
    body = text.removeprefix("\ufeff")
    lines = body.split("\n")
    starts = [len(text) - len(body)]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    # The parser ends a line at each carriage return.
    nodes = Document(Path(), Path(), body.replace("\r", " ")).nodes
    below = sorted((found for node in nodes for found in node.walk()), key=attrgetter("line"))
    blocks: list[Block] = []
    position = 0
    for span in page_spans(nodes, lines):
        start, end = starts[span.first - 1], starts[span.last] - 1
        content = text[start:end].removesuffix("\r")
        first = bisect_left(below, span.first, key=attrgetter("line"))
        last = bisect_right(below, span.last, key=attrgetter("line"))
        blocks.append(
            Block(
                kind=span.kind,
                line=span.first,
                start=start,
                text=content,
                before=text[position:start],
                tab=span.tab,
                nodes=tuple(below[first:last]),
            )
        )
        position = start + len(content)
    return CutPage(tuple(blocks), text[position:])
