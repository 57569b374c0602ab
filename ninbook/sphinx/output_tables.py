"""Tables among outputs: data frames, and columns that a cell prints."""

import re
from collections.abc import Sequence
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser

from ninbook.document.nodes import Node, text_node

CLASS = "output-table"
_GAP = re.compile(r" {2,}")
_NAME = re.compile(r"\S+(?: \S+)*")
_NUMBER = re.compile(r"[-+−±]?\d(?:[\d.,/%×±() ]|e[-+]?\d|of)*|nan|[-–]")


def table_of_text(text: str) -> tuple[Node | None, str]:
    """Return the table that a printed text begins with, or None, and the rest of the text.

    It has three columns or more with two blanks between them in every line, and numbers in all of
    them but the first. A line above the names of the columns may name several of them together.
    """
    lines = text.rstrip().strip("\n").split("\n")
    end = next((n for n, line in enumerate(lines) if not _GAP.search(line.strip())), len(lines))
    rows = _rows(lines[:end]) or _grouped_rows(lines[:end])
    if not rows:
        return None, text
    return _table(rows[0], rows[1:]), "\n".join(lines[end:]).strip("\n")


def _rows(lines: Sequence[str], corner: str = "") -> list[list[str]]:
    """Return the rows of lines, names of columns first; none if they are no table."""
    columns = _columns(lines)
    if len(columns) < 3 or len(lines) < 2:
        return []
    head, *body = [[line[a:b].strip() for a, b in columns] for line in lines]
    head[0] = head[0] or corner
    if not all(head) or _is_number(head[0]):
        return []
    if not all(row[0] and all(map(_is_number, row[1:])) for row in body):
        return []
    return [head, *body]


def _grouped_rows(lines: Sequence[str]) -> list[list[str]]:
    """Return the rows of lines of which the first names groups of columns."""
    if len(lines) < 3:
        return []
    corner, *groups = (found.span() for found in _NAME.finditer(lines[0]))
    rows = _rows(lines[1:], lines[0][: corner[1]])
    if not groups or not rows or lines[1][: corner[1]].strip():
        return []
    for number, (_, end) in enumerate(_columns(lines[1:])[1:], start=1):
        group = next((span for span in groups if span[1] >= end), groups[-1])
        rows[0][number] = f"{lines[0][slice(*group)]}, {rows[0][number]}"
    return rows


def _columns(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return where columns begin and end, between which all lines have two blanks."""
    width = max(map(len, lines), default=0)
    letters = zip(*(line.ljust(width) for line in lines), strict=True)
    used = "".join("x" if "".join(column).strip() else " " for column in letters).rstrip()
    gaps = [gap.span() for gap in _GAP.finditer(used) if gap.start()]
    return [(a[1], b[0]) for a, b in pairwise([(0, 0), *gaps, (width, width)])]


def table_of_html(html: str) -> Node | None:
    """Return a data frame as a table; None for other HTML and for frames with joined cells.

    Its index is left out if it only counts the rows.
    """
    frame = LexborHTMLParser(html).css_first("table.dataframe")
    if frame is None or frame.css_first("[rowspan], [colspan]"):
        return None
    rows = [[cell.text(strip=True) for cell in row.css("th, td")] for row in frame.css("tr")]
    if len(frame.css("thead tr")) != 1 or len(rows) < 2 or len({len(row) for row in rows}) != 1:
        return None
    if not rows[0][0] and [row[0] for row in rows[1:]] == [str(n) for n in range(len(rows) - 1)]:
        rows = [row[1:] for row in rows]
    return _table(rows[0], rows[1:])


def _table(head: Sequence[str], body: Sequence[Sequence[str]]) -> Node:
    columns = zip(*body, strict=True)
    aligns = ["right" if all(map(_is_number, column)) else "left" for column in columns]
    rows = [_row(head, True), *(_row(row, False) for row in body)]
    return Node("table", attrs={"aligns": aligns, "classes": [CLASS]}, children=rows)


def _row(cells: Sequence[str], head: bool) -> Node:
    made = [Node("table_cell", attrs={"head": head}, children=[text_node(cell)]) for cell in cells]
    return Node("table_row", children=made)


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None
