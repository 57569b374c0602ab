"""Where pages of a PDF may end.

Not within a short listing, nor between a heading and its code, nor after a line of bold words that
heads the next paragraph, nor between a picture and the line that says where it comes from. But no
more than a quarter of a page is left empty for that: rather, a listing is parted, and a picture
without a caption gets smaller. One with a caption floats.
"""

from typing import Any

from docutils import nodes

from ninbook.pdf.latex_pages import (
    LatexTransform,
    end_of,
    insert_before,
    is_provenance,
    raw_latex,
)

_SHORT = 16
"""Lines of a listing that is kept whole."""
_BEGINNING = 6
"""Lines of a longer one that are kept together."""
_AROUND = 2
"""Lines for the space around a listing."""
_HEADING = 3
"""Lines that a heading takes."""
_CODE = 0.9
"""Height of a line of code, in lines of text."""


class KeptTogether(LatexTransform):
    """Keeps listings with the headings right above them, and pictures with the line below."""

    default_priority = 770

    def run(self, **kwargs: Any) -> None:
        """Change the document."""
        for block in list(self.document.findall(nodes.literal_block)):
            count = len(block.astext().splitlines())
            lines = _CODE * (count if count <= _SHORT else _BEGINNING) + _AROUND
            first: nodes.Element = block
            while isinstance(first.parent, nodes.section) and _is_headed(first):
                first = first.parent
                lines += _HEADING
            room = rf"\ninbookneed{{{lines:.1f}}}"
            insert_before(first, room)
        for heading in list(self.document.findall(_is_bold_alone)):
            heading.parent.insert(heading.parent.index(heading) + 1, raw_latex(r"\nopagebreak"))
        for picture in list(self.document.findall(nodes.image)):
            if isinstance(picture.parent, nodes.section | nodes.container):
                place = picture.parent.index(picture)
                picture.parent.insert(end_of(picture), raw_latex(r"\end{samepage}"))
                picture.parent.insert(place, raw_latex(r"\begin{samepage}\ninbookfit"))
        for figure in list(self.document.findall(nodes.figure)):
            place = figure.parent.index(figure)
            for line in filter(is_provenance, figure.parent[place + 1 : place + 2]):
                figure.parent.remove(line)
                figure += nodes.legend("", line)


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
