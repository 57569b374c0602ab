"""Tables of a PDF, which must not leave a part of a page empty because they don't fit below it.

A table with a caption floats as figures do, with the line below it that says where it comes from.
A tall one without a caption may break between pages.
"""

from typing import Any

from docutils import nodes
from rich.cells import cell_len
from sphinx.addnodes import start_of_file, tabular_col_spec
from sphinx.builders.latex.nodes import footnotetext

from ninbook.pdf.latex_pages import LatexTransform, end_of, raw_latex

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
_BETWEEN = 2
"""Letters that would fit between two columns."""
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
                continue
            _leave_words_whole(table, first)
            if floats:
                table.parent.insert(end_of(table), raw_latex(r"\end{table}"))
                table.parent.insert(first, raw_latex(rf"\begin{{table}}[{align}]"))


def _is_in_the_flow(node: nodes.Element) -> bool:
    """Tell whether a node is in no list, frame or table."""
    parts = (nodes.document, start_of_file, nodes.section, nodes.container, nodes.compound)
    return node.parent is None or (isinstance(node.parent, parts) and _is_in_the_flow(node.parent))


def _widths(table: nodes.table) -> list[list[int]]:
    """Return the width of each cell, row by row."""
    return [
        [max(1, cell_len(cell.astext())) for cell in row.findall(nodes.entry)]
        for row in table.findall(nodes.row)
    ]


def _break(table: nodes.table, first: int) -> None:
    """Let a table end on another page than it begins, which tabulary's tables can't.

    Its columns are as wide as their cells if each of these fits into its part of a line; else they
    share the line.
    """
    table["classes"].append("longtable")
    letters = _take_letters(table, first)
    if letters:
        columns = [max(widths) for widths in zip(*_widths(table), strict=True)]
        spec = letters.lower()
        if max(columns) * len(columns) > _LINE:
            shares = [min(width, _WIDEST) for width in columns]
            spec = "".join(
                rf"{_ALIGNED.get(letter, '')}\X{{{share}}}{{{sum(shares)}}}"
                for letter, share in zip(letters, shares, strict=True)
            )
        table.parent.insert(first, tabular_col_spec(spec=spec))
    table.parent.insert(first, raw_latex(rf"\ninbookneed{{{_BEGINNING}}}"))


def _leave_words_whole(table: nodes.table, first: int) -> None:
    """Let no column get narrower in which each cell is one word, if there is room for all words.

    tabulary takes no notice of words, and LaTeX would hyphenate them.
    """
    letters = _take_letters(table, first)
    if not letters:
        return
    rows = [[cell.astext().split() or [""] for cell in row] for row in table.findall(nodes.row)]
    columns = list(zip(*rows, strict=True))
    longest = [max(cell_len(word) for cell in cells for word in cell) for cells in columns]
    if sum(longest) + _BETWEEN * len(columns) <= _LINE:
        letters = "".join(
            letter if any(len(cell) > 1 for cell in cells) else letter.lower()
            for letter, cells in zip(letters, columns, strict=True)
        )
    table.parent.insert(first, tabular_col_spec(spec=letters))


def _take_letters(table: nodes.table, first: int) -> str:
    """Remove the columns' alignments from before a table and return them, as L, R and C.

    Return nothing for one with widths or columns of its own, or with cells that span some: that
    stays as it is.
    """
    above = table.parent[first]
    count = {len(row) for row in table.findall(nodes.row)}
    letters = "L" * max(count)
    if isinstance(above, tabular_col_spec):
        letters = above["spec"].strip("{}").replace("T", "L")
    if "colwidths-given" in table["classes"] or {len(letters)} != count:
        return ""
    if isinstance(above, tabular_col_spec):
        table.parent.remove(above)
    return letters
