"""Where pages of a PDF may end.

Not within a short listing, nor between a heading and its code, nor after a line of bold words that
heads the next paragraph, nor between a picture and the line that says where it comes from.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes

from ninbook.pdf.latex_pages import LatexTransform, raw_latex

_SHORT = 16
"""Lines of a listing that is kept whole."""
_BEGINNING = 6
"""Lines of a longer one that are kept together."""
_AROUND = 3
"""Lines for the space around a listing, and the line that says where an output comes from."""
_HEADING = 3
"""Lines that a heading takes."""


class KeptTogether(LatexTransform):
    """Keeps listings with the headings right above them, and pictures with the line below."""

    default_priority = 770

    def run(self, **kwargs: Any) -> None:
        """Change the document."""
        for block in list(self.document.findall(nodes.literal_block)):
            count = len(block.astext().splitlines())
            lines = (count if count <= _SHORT else _BEGINNING) + _AROUND
            first: nodes.Element = block
            while isinstance(first.parent, nodes.section) and _is_headed(first):
                first = first.parent
                lines += _HEADING
            room = raw_latex(rf"\Needspace{{{lines}\baselineskip}}")
            first.parent.insert(first.parent.index(first), room)
        for heading in list(self.document.findall(_is_bold_alone)):
            heading.parent.insert(heading.parent.index(heading) + 1, raw_latex(r"\nopagebreak"))
        for line in list(self.document.findall(_is_provenance)):
            place = line.parent.index(line)
            if place and isinstance(line.parent[place - 1], nodes.image):
                line.parent.insert(place + 1, raw_latex(r"\end{samepage}"))
                line.parent.insert(place - 1, raw_latex(r"\begin{samepage}"))


def _is_headed(node: nodes.Element) -> bool:
    """Tell whether a part of a section has nothing above it but the heading."""
    above = node.parent.children[: node.parent.index(node)]
    return all(isinstance(other, nodes.title | nodes.raw | nodes.Invisible) for other in above)


def _is_bold_alone(node: nodes.Node) -> bool:
    """Tell whether a paragraph is nothing but bold words, which head what follows."""
    return (
        isinstance(node, nodes.paragraph)
        and len(node.children) == 1
        and isinstance(node[0], nodes.strong)
    )


def _is_provenance(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and "provenance" in node["classes"]
