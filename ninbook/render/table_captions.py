"""Captions that stand above their tables, as those of d2l's chapters do.

Pandoc takes the paragraph above a table for its caption, which is the label if there is one. Below
the table it finds both, as d2lbook's conversion expects them.
"""

from __future__ import annotations

import re

from ninbook.render.fences import in_code

RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
TABLE_CAPTION = re.compile(r":(?!\w+:`)(?P<caption>\S.*)")
_MAY_BE_CAPTION = re.compile(rf"^{TABLE_CAPTION.pattern}", re.MULTILINE)
MARK = re.compile(r":\w+:`[^`]*`\s*")


def captions_below(markdown: str) -> str:
    """Returns a text in which the captions and labels of tables stand below them.

    Args:
        markdown: text that may hold tables of pipes.
    """
    if not _MAY_BE_CAPTION.search(markdown):
        return markdown
    lines = markdown.split("\n")
    is_code = in_code(lines)
    done: list[str] = []
    table_waits = False  # for a caption below it
    index = 0
    while index < len(lines):
        line = lines[index]
        if is_code[index]:
            table_waits = False
        elif TABLE_CAPTION.fullmatch(line) and not table_waits and _begins(lines, index):
            start, end = _table_below(lines, index)
            if start < end:
                above = "\n".join(lines[index:start]).rstrip("\n").split("\n")
                done += ["", *lines[start:end], "", *above, ""]
                index = end
                continue
        elif _is_table(lines, index):
            end = _end_of_table(lines, index)
            done += lines[index:end]
            index, table_waits = end, True
            continue
        elif line.strip() and not MARK.fullmatch(line):
            table_waits = False
        done.append(line)
        index += 1
    return "\n".join(done)


def _begins(lines: list[str], index: int) -> bool:
    """Whether a paragraph begins at a line."""
    return index == 0 or not lines[index - 1].strip()


def _table_below(lines: list[str], index: int) -> tuple[int, int]:
    """Where the table below a caption begins and ends; nowhere if something else is below it."""
    gap = False
    for number in range(index + 1, len(lines)):
        line = lines[number]
        if _is_table(lines, number):
            return number, _end_of_table(lines, number)
        if gap and line.strip() and not MARK.fullmatch(line):
            break
        gap = gap or not line.strip() or bool(MARK.fullmatch(line))
    return index, index


def _is_table(lines: list[str], index: int) -> bool:
    below = lines[index + 1] if index + 1 < len(lines) else ""
    return "|" in lines[index] and "|" in below and RULE.fullmatch(below) is not None


def _end_of_table(lines: list[str], index: int) -> int:
    for number in range(index, len(lines)):
        if "|" not in lines[number] or MARK.fullmatch(lines[number]):
            return number
    return len(lines)
