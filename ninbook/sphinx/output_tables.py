"""Tables among outputs: data frames, and columns that a cell prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser

from ninbook.document.nodes import Node

CLASS = "output-table"
_GAP = re.compile(r" {2,}")
_NUMBER = re.compile(r"[-+−±]?\d(?:[\d.,/%×±() ]|e[-+]?\d|of)*|nan|[-–]")


def table_of_text(text: str) -> Node | None:
    """Return the table that a text is; None if it is none.

    It has three columns or more with two blanks between them in every line, and numbers in all of
    them but the first.

    Args:
        text: what a cell printed.
    """
    lines = text.rstrip().strip("\n").split("\n")
    width = max(map(len, lines))
    lines = [line.ljust(width) for line in lines]
    used = "".join("x" if "".join(letters).strip() else " " for letters in zip(*lines, strict=True))
    gaps = [
        (0, 0),
        *(gap.span() for gap in _GAP.finditer(used.rstrip()) if gap.start()),
        (width, width),
    ]
    columns = [(start[1], end[0]) for start, end in pairwise(gaps)]
    head, *body = [[line[a:b].strip() for a, b in columns] for line in lines]
    if len(columns) < 3 or not body or not all(head) or _is_number(head[0]):
        return None
    if not all(row[0] and all(map(_is_number, row[1:])) for row in body):
        return None
    return _table(head, body)


def table_of_html(html: str) -> Node | None:
    """Return a data frame as a table; None for other HTML and for frames with joined cells.

    Args:
        html: what pandas shows of the frame. Its index is left out if it only counts the rows.
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
    made = [
        Node("table_cell", attrs={"head": head}, children=[Node("text", content=cell)])
        for cell in cells
    ]
    return Node("table_row", children=made)


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None
