"""Lets columns of tables stand where their Markdown says: numbers to the right.

reStructuredText has no word for it, so a mark in the head of a column carries it through pandoc.
Sphinx then finds the mark, removes it, and aligns the column, in pages as in LaTeX. Columns are as
wide as what they hold needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.addnodes import tabular_col_spec
from sphinx.application import Sphinx

from ninbook.render.fences import in_code

RIGHT = "\ue0f2"
CENTRE = "\ue0f3"
"""Characters for private use; no text has them."""

_CLASSES = {RIGHT: "column-right", CENTRE: "column-centre"}
_LATEX = {RIGHT: "R", CENTRE: "C"}
RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_BAR = re.compile(r"(?<!\\)\|")


def with_marks(markdown: str) -> str:
    """Returns a text in which heads of columns carry marks of how the columns are aligned.

    Args:
        markdown: text that may hold tables of pipes.
    """
    if "-:" not in markdown:
        return markdown
    lines = markdown.split("\n")
    for number, (line, is_code) in enumerate(zip(lines, in_code(lines), strict=True)):
        if number and not is_code and "-:" in line and RULE.match(line):
            lines[number - 1] = _marked(lines[number - 1], line)
    return "\n".join(lines)


def _marked(head: str, rule: str) -> str:
    if "|" not in head:
        return head
    cells = _BAR.split(head)
    first = 0 if cells[0].strip() else 1  # a bar at the beginning
    for offset, column in enumerate(rule.strip().strip("|").split("|")):
        column = column.strip()
        mark = CENTRE if column.startswith(":") and column.endswith(":") else RIGHT
        if column.endswith(":") and first + offset < len(cells):
            cells[first + offset] = f"{cells[first + offset].rstrip()}{mark} "
    return "|".join(cells)


def align_columns(app: Sphinx, doctree: nodes.document) -> None:
    """Aligns the columns whose heads carry marks, and lets all columns find their widths.

    Args:
        app: Sphinx.
        doctree: a page as it was read.
    """
    for table in list(doctree.findall(nodes.table)):
        # Widths come from the lengths of lines in the source, which no author means.
        if "colwidths-given" not in table["classes"]:
            table["classes"].append("colwidths-auto")
        marks = dict(_marks(table))
        if not marks:
            continue
        for row in table.findall(nodes.row):
            for place, entry in enumerate(row.findall(nodes.entry)):
                if place in marks:
                    entry["classes"].append(_CLASSES[marks[place]])
        columns = len(list(table.findall(nodes.colspec)))
        letters = "".join(_LATEX.get(marks.get(place, ""), "T") for place in range(columns))
        spec = tabular_col_spec(spec=f"{{{letters}}}")
        table.parent.insert(table.parent.index(table), spec)


def _marks(table: nodes.table) -> Iterator[tuple[int, str]]:
    """Takes the marks out of a table's head; yields them with the numbers of their columns."""
    for head in table.findall(nodes.thead):
        for row in head.findall(nodes.row):
            for place, entry in enumerate(row.findall(nodes.entry)):
                for text in list(entry.findall(nodes.Text)):
                    mark = next((mark for mark in _CLASSES if mark in text), None)
                    if mark:
                        text.parent.replace(text, nodes.Text(text.replace(mark, "").rstrip()))
                        yield place, mark


def setup_alignment(app: Sphinx) -> None:
    """Registers this module with Sphinx."""
    app.connect("doctree-read", align_columns)
