"""Finds slide marks without a partner, at which d2lbook's every target stops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ninbook.problems import Problem
from ninbook.source.scan import TAB_MARK, scan

_PAIRS = (("[**", "**]"), ("(**", "**)"), ("[~~", "~~]"), ("(~~", "~~)"))


def check_slide_marks(path: Path, text: str) -> Iterator[Problem]:
    """Yields the first mark of each kind and text that has no partner.

    Args:
        path: the page, relative to the book's root.
        text: its Markdown.
    """
    if not any(mark in text for pair in _PAIRS for mark in pair):
        return
    for first, part in _texts(text):
        for opening, closing in _PAIRS:
            place = _alone(part, opening, closing)
            if place is not None:
                mark = opening if part.startswith(opening, place) else closing
                message = (
                    f"slide mark {mark} without its partner {opening}...{closing} "
                    "in the text around it; add that, or a space within the mark"
                )
                yield Problem(path, first + part.count("\n", 0, place), message)


def _texts(text: str) -> Iterator[tuple[int, str]]:
    """The texts between cells and tab blocks, with their first lines, as d2lbook cuts them."""
    lines = text.split("\n")
    cells = [fence for fence in scan(text).fences if fence.is_cell]
    code = {n for cell in cells for n in range(cell.line, cell.line + len(cell.lines) + 2)}
    begin = 0
    for number, line in enumerate([*lines, None], start=1):
        if line is None or number in code or TAB_MARK.match(line):
            yield begin + 1, "\n".join(lines[begin : number - 1])
            begin = number


def _alone(text: str, opening: str, closing: str) -> int | None:
    opened: int | None = None
    for found in re.finditer(f"(?={re.escape(opening)}|{re.escape(closing)})", text):
        if text.startswith(opening, found.start()):
            if opened is not None:
                return opened
            opened = found.start()
        elif opened is None:
            return found.start()
        else:
            opened = None
    return opened
