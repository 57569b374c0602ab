"""Gives LaTeX the numbers of sections, figures, tables and formulas, for it to count nothing."""

from collections.abc import Sequence
from typing import Any

from docutils import nodes

from ninbook.pdf.latex_pages import LatexTransform, insert_before

_COUNTERS: Sequence[tuple[type[nodes.Element], str]] = (
    (nodes.figure, r"\gdef\thefigure{%s}"),
    (nodes.table, r"\gdef\thetable{%s}"),
    (nodes.math_block, r"\gdef\theequation{%s}"),
)


class GivenNumbers(LatexTransform):
    """Says the number of each node before it."""

    default_priority = 780

    def run(self, **kwargs: Any) -> None:
        """Change the document."""
        for section in list(self.document.findall(nodes.section)):
            if number := section.get("number"):
                insert_before(section, rf"\ninbooknumber{{{number}}}")
            elif "number" in section:
                insert_before(section, r"\ninbooknonumber")
        for type_, command in _COUNTERS:
            for node in list(self.document.findall(type_)):
                if number := node.get("number"):
                    insert_before(node, command % number)
