"""Tables: captions, and columns that stand where their Markdown says."""

from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.addnodes import tabular_col_spec
from sphinx.application import Sphinx

from ninbook.document.nodes import Node
from ninbook.sphinx.renderer import Renderer
from ninbook.sphinx.visitors.elements import element
from ninbook.sphinx.visitors.html import breaks_paragraph

_CLASSES = {"right": "column-right", "center": "column-centre"}
_LATEX = {"right": "R", "center": "C"}
_AUTO = "colwidths-auto"


def table(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return a table, with the columns of LaTeX before it where they are not the usual ones."""
    aligns = node.attrs["aligns"]
    classes = [_AUTO, *node.attrs.get("classes", ())]
    made = nodes.table(classes=classes, number=node.attrs.get("number", ""))
    above: list[nodes.Node] = []
    first = node.children[0]
    if first.type == "caption":
        title: nodes.TextElement = nodes.title(first.content)
        if renderer.target == "latex" and not made["number"]:  # it would have the last table's
            title = nodes.paragraph(first.content)
            above.append(title)
        else:
            made += title
        title += renderer.inlines(first.children)
        renderer.place(title, first)
    head, *body = (child for child in node.children if child.type == "table_row")
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in aligns), cols=len(aligns))
    if any(cell.children for cell in head.children):
        group += nodes.thead("", _row(renderer, head, aligns))
    group += nodes.tbody("", *(_row(renderer, row, aligns) for row in body))
    made += group
    if any(align in _LATEX for align in aligns):
        letters = "".join(_LATEX.get(align, "T") for align in aligns)
        above.append(tabular_col_spec(spec=f"{{{letters}}}"))
    return [*above, made]


def _row(renderer: Renderer, node: Node, aligns: list[str]) -> nodes.row:
    row = nodes.row()
    for cell, align in zip(node.children, aligns, strict=True):
        entry = nodes.entry(classes=[_CLASSES[align]] if align in _CLASSES else [])
        if cell.children:
            entry += _content(renderer, cell)
        renderer.place(entry, cell)
        row += entry
    return row


def _content(renderer: Renderer, cell: Node) -> nodes.Element:
    """Return what is in a cell: a paragraph, unless it holds blocks, such as a list in HTML."""
    made = renderer.inlines(cell.children)
    if not any(isinstance(n, nodes.math_block) or breaks_paragraph(n) for n in made):
        return nodes.paragraph(cell.content, "", *made)
    if renderer.target != "html":  # lines stand in place of blocks in HTML
        runs = [[*run] for is_tag, run in groupby(made, breaks_paragraph) if not is_tag]
        lines = [run for run in runs if any(n.astext().strip() for n in run)]
        made = [n for line in lines for n in (element("br"), *line)][1:]
    return element("div", *made)


def _free_widths(app: Sphinx, document: nodes.document) -> None:
    """Let columns of tables in reStructuredText find their widths, too."""
    for table in document.findall(nodes.table):
        if "colwidths-given" not in table["classes"] and _AUTO not in table["classes"]:
            table["classes"].append(_AUTO)


def _keep_ids_unique(app: Sphinx, document: nodes.document, page: str) -> None:
    """Leave the ids to the table, which the theme's frame around it repeats."""
    for table in document.findall(nodes.table):
        if "table-wrapper" in table.parent.get("classes", ()):
            table.parent["ids"] = []


def _open_row(translator: Any, node: nodes.row) -> None:
    """Begin a row without Sphinx's classes for odd and even ones, which no style asks for."""
    translator.body.append(translator.starttag(node, "tr", ""))
    node.column = 0  # type: ignore[attr-defined]


def _close_row(translator: Any, node: nodes.row) -> None:
    translator.body.append("</tr>\n")


def setup(app: Sphinx) -> None:
    """Register with Sphinx what tables need."""
    app.add_node(nodes.row, override=True, html=(_open_row, _close_row))
    app.connect("doctree-read", _free_widths)
    app.connect("doctree-resolved", _keep_ids_unique)
