"""Slide marks without a partner, at which stock d2lbook stops in every target."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ninbook.document.document import Document
from ninbook.document.rules.inlines import SLIDE_MARKS
from ninbook.problems import Problem, Severity


def check_slide_marks(page: Document) -> Iterator[Problem]:
    """Yield the first mark of each kind in a text that has no partner there.

    It is a warning where our parser sees something else, such as bold text in brackets.

    Args:
        page: the page.
    """
    if not any(mark in page.text for pair in SLIDE_MARKS.items() for mark in pair):
        return
    shown = {(node.line, mark) for node in page.find("text") for mark in _marks_in(node.content)}
    for first, part in _texts(page):
        for opening, closing in SLIDE_MARKS.items():
            place = _alone(part, opening, closing)
            if place is None:
                continue
            mark = opening if part.startswith(opening, place) else closing
            line = first + part.count("\n", 0, place)
            message = (
                f"slide mark {mark} without its partner {opening}...{closing} "
                "in the text around it; add that, or a space within the mark"
            )
            if (line, mark) in shown:
                yield Problem(page.file, line, message, Severity.PROBLEM)
            else:
                message = f"stock d2lbook fails here: {message}"
                yield Problem(page.file, line, message, Severity.WARNING)


def _marks_in(text: str) -> Iterator[str]:
    return (mark for pair in SLIDE_MARKS.items() for mark in pair if mark in text)


def _texts(page: Document) -> Iterator[tuple[int, str]]:
    """Yield the texts between cells and tab blocks with their first lines, as d2lbook does."""
    lines = page.text.split("\n")
    ends = {len(lines) + 1}
    for node in page.find("cell", "tab_block", "stray_end"):
        if node.type == "cell":
            last = node.line + node.attrs["lines"] + node.attrs["closed"]
            ends |= set(range(node.line, last + 1))
        else:
            ends |= {node.line, node.end}
    begin = 0
    for number in sorted(ends):
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
