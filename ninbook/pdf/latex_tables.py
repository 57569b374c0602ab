"""Tables of a PDF, which must not leave a part of a page empty because they don't fit below it.

A table with a caption floats as figures do, with the line below it that says where it comes from.
A tall one without a caption may break between pages.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.addnodes import start_of_file, tabular_col_spec
from sphinx.builders.latex.nodes import footnotetext

from ninbook.pdf.latex_pages import LatexTransform, end_of, raw_latex
from ninbook.words.columns import columns_of

_LINE = 80
"""Latin letters of a line of text."""
_TALL = 12
"""Lines of a quarter of a page."""
_BEGINNING = 6
"""Lines of a table that are kept together with its head."""
_TALLEST = 30
"""Lines that fit on a page beside some text."""
_WIDEST = 40
"""Letters of a column that doesn't get any wider for the sake of more of them."""
_ALIGNED = {"R": r">{\raggedleft\arraybackslash}", "C": r">{\centering\arraybackslash}"}


class PlacedTables(LatexTransform):
    """Lets tables float or break."""

    default_priority = 765

    def run(self, **kwargs: Any) -> None:
        """Change the document."""
        align = self.config.latex_elements.get("figure_align", "htbp")
        for table in list(self.document.findall(nodes.table)):
            is_free = _is_in_the_flow(table)
            first = table.parent.index(table)
            while first and isinstance(table.parent[first - 1], nodes.target | tabular_col_spec):
                first -= 1
            height = sum(-(-sum(widths) // _LINE) for widths in _widths(table))
            has_caption = isinstance(table[0], nodes.title)
            floats = is_free and has_caption and not any(table.findall(footnotetext))
            if height > (_TALL if is_free and not floats else _TALLEST):
                _break(table, first)
            elif floats:
                table.parent.insert(end_of(table), raw_latex(r"\end{table}"))
                table.parent.insert(first, raw_latex(rf"\begin{{table}}[{align}]"))


def _is_in_the_flow(node: nodes.Element) -> bool:
    """Tell whether a node is in no list, frame or table."""
    parts = (nodes.document, start_of_file, nodes.section, nodes.container, nodes.compound)
    return node.parent is None or (isinstance(node.parent, parts) and _is_in_the_flow(node.parent))


def _widths(table: nodes.table) -> list[list[int]]:
    """Return the width of each cell, row by row."""
    return [
        [max(1, columns_of(cell.astext())) for cell in row.findall(nodes.entry)]
        for row in table.findall(nodes.row)
    ]


def _break(table: nodes.table, first: int) -> None:
    """Let a table end on another page than it begins, which tabulary's tables can't.

    Its columns are as wide as their cells if each of these fits into its part of a line; else they
    share the line.
    """
    table["classes"].append("longtable")
    table.parent.insert(first, raw_latex(rf"\ninbookneed{{{_BEGINNING}}}"))
    first += 1
    rows, above = _widths(table), table.parent[first]
    letters = "L" * len(rows[0])
    if isinstance(above, tabular_col_spec):
        letters = above["spec"].strip("{}").replace("T", "L")
    # One with widths or columns of its own, or with cells that span some, stays as it is.
    if "colwidths-given" in table["classes"] or {len(letters)} != set(map(len, rows)):
        return
    if isinstance(above, tabular_col_spec):
        table.parent.remove(above)
    columns = [max(widths) for widths in zip(*rows, strict=True)]
    if max(columns) * len(columns) <= _LINE:
        spec = letters.lower()
    else:
        shares = [min(width, _WIDEST) for width in columns]
        spec = "".join(
            rf"{_ALIGNED.get(letter, '')}\X{{{share}}}{{{sum(shares)}}}"
            for letter, share in zip(letters, shares, strict=True)
        )
    table.parent.insert(first, tabular_col_spec(spec=spec))
