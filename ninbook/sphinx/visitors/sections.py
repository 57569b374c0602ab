"""Nests what follows a heading in its section."""

import re
from collections.abc import Sequence

from docutils import nodes

from ninbook.document.nodes import Node
from ninbook.document.numbering import numbered
from ninbook.sphinx.renderer import Renderer

_NOT_IN_ID = re.compile(r"['\"]|--+|\.\.\.")
"""What typographic quotes, dashes and dots stand for later, which no id has."""


def render_page(renderer: Renderer, blocks: Sequence[Node]) -> nodes.Element:
    """Render a page's blocks, in which headings stand beside the blocks below them.

    Returns:
        The last section, or the document if there is none.
    """
    place: nodes.Element = renderer.document
    opened: list[tuple[int, nodes.Element]] = []
    for node in blocks:
        if node.type != "heading":
            place += renderer.blocks([node])
            continue
        while opened and opened[-1][0] >= node.attrs["level"]:
            opened.pop()
        outer = opened[-1][1] if opened else renderer.document
        place = _section(renderer, node)
        outer += renderer.labelled(node)
        outer += place
        renderer.document.note_implicit_target(place, place)
        opened.append((node.attrs["level"], place))
    return place


def _section(renderer: Renderer, node: Node) -> nodes.section:
    title = nodes.title(node.content, "", *renderer.inlines(node.children))
    name = _NOT_IN_ID.sub("", title.astext())
    section = nodes.section("", title, names=[nodes.fully_normalize_name(name)])
    section["heading"], section["number"] = node.text, node.attrs.get("number", "")
    for made in (section, title):
        renderer.place(made, node)
    return section


def heading(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return a heading that stands within another block, such as a panel, and opens no section."""
    rubric = nodes.rubric(node.content, "", *renderer.inlines(node.children))
    if number := node.attrs.get("number"):
        rubric.insert(0, nodes.inline("", numbered(number, ""), classes=["section-number"]))
    rubric["heading-level"] = min(node.attrs["level"], 6)
    return [*renderer.labelled(node), rubric]
