"""Tells code from prose in the Markdown of a page's text."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FENCE = re.compile(r"\s*(```+|~~~+)")


def in_code(lines: Sequence[str]) -> list[bool]:
    """Says of each line whether it is in a block of code, its fences included.

    Args:
        lines: those of a text; a fence that is never closed goes on to its end.
    """
    found = []
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        found.append(bool(fence or mark))
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
    return found
