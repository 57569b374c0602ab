"""Finds what a page consists of, line by line, so that problems can be named by their line.

d2lbook's parser gives cells without line numbers; this scanner follows the same rules for fences
and tab blocks and keeps the lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from d2lbook.common import source_tab_pattern, source_tab_pattern_2

_FENCE = re.compile(r"(```+) *(.*)")
TAB_MARK = re.compile(r":(begin_tab|end_tab):(?:`([^`]*)`)?")
_ROLE = re.compile(r":(label|eqlabel|numref|ref|eqref|cite|citet|citep):`([^`]+)`")
_IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)[^)]*\)")
CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


@dataclass(frozen=True)
class Mark:
    """One use of a role or image: its kind, its argument, and its line."""

    kind: str
    value: str
    line: int


@dataclass
class Fence:
    """A fenced block.

    Attributes:
        line: where it opens.
        info: what follows the backticks.
        lines: its content.
        closed: whether it ends before the page does.
        nested: line in it that opens a further fence with as many backticks; 0 if there is none.
        in_tab: whether it stands in a text block for some tabs.
    """

    line: int
    info: str
    lines: list[str] = field(default_factory=list)
    closed: bool = False
    nested: int = 0
    in_tab: bool = False

    @property
    def is_cell(self) -> bool:
        """Whether the block is a code cell that d2lbook executes."""
        return ".input" in self.info

    @property
    def is_output(self) -> bool:
        """Whether the block is an output that an editor left behind."""
        return ".output" in self.info

    @property
    def source(self) -> str:
        """The content as one string."""
        return "\n".join(self.lines)

    @property
    def tabs(self) -> list[str] | None:
        """The tabs that a cell names; None if it names none."""
        match = source_tab_pattern.search(self.source) or source_tab_pattern_2.search(self.source)
        return [tab.strip() for tab in match[1].split(",")] if match else None

    @property
    def tab_line(self) -> int:
        """The line that names the tabs."""
        for offset, line in enumerate(self.lines, start=1):
            if source_tab_pattern.search(line) or source_tab_pattern_2.search(line):
                return self.line + offset
        return self.line


@dataclass
class TabBlock:
    """A text block for some tabs: where it begins, its tabs, whether it ends and holds anything."""

    line: int
    tabs: list[str]
    closed: bool = False
    empty: bool = field(default=True, compare=False)


@dataclass
class Scan:
    """All that was found in one page."""

    fences: list[Fence] = field(default_factory=list)
    tab_blocks: list[TabBlock] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    stray_ends: list[int] = field(default_factory=list)

    def of_kind(self, *kinds: str) -> Iterator[Mark]:
        """Yields the marks of some kinds."""
        return (mark for mark in self.marks if mark.kind in kinds)


@lru_cache(maxsize=512)
def scan(text: str) -> Scan:
    """Scans a page; who asks again gets the same object, which is to be read only.

    Args:
        text: the page's Markdown.

    Returns:
        Its fences, tab blocks and marks with their lines.
    """
    found = Scan()
    fence: Fence | None = None
    ticks = ""
    block: TabBlock | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        opening = _FENCE.match(line)
        if fence is not None:
            if opening and opening[1] == ticks and not opening[2].strip():
                fence.closed = True
                fence = None
                continue
            if opening and opening[1] == ticks and not fence.nested:
                fence.nested = number
            fence.lines.append(line)
            continue
        if block is not None and line.strip() and not TAB_MARK.match(line):
            block.empty = False
        if opening:
            fence, ticks = Fence(number, opening[2].strip(), in_tab=block is not None), opening[1]
            found.fences.append(fence)
            continue
        tab_mark = TAB_MARK.match(line)
        if tab_mark and tab_mark[1] == "begin_tab":
            tabs = [tab.strip() for tab in (tab_mark[2] or "").split(",")]
            block = TabBlock(number, tabs)
            found.tab_blocks.append(block)
        elif tab_mark:
            if block is None:
                found.stray_ends.append(number)
            else:
                block.closed = True
            block = None
        found.marks += _marks(line, number)
    return found


def _marks(line: str, number: int) -> Iterator[Mark]:
    for role in _ROLE.finditer(line):
        values = role[2].split(",") if role[1].startswith("cite") else [role[2]]
        yield from (Mark(role[1], value.strip(), number) for value in values)
    prose = CODE_SPAN.sub("", _ROLE.sub("", line))
    yield from (Mark("image", image[1], number) for image in _IMAGE.finditer(prose))
