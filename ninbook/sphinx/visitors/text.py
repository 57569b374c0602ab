"""Text: paragraphs, lists, quotations, code, and what stands in a line."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from docutils import nodes

from ninbook.document.nodes import Node
from ninbook.sphinx.renderer import Handler, Renderer
from ninbook.sphinx.visitors.elements import block, element

_INPUT = r"\diilbookstyleinputcell"
"""d2lbook's command that gives a listing in LaTeX the frame of code."""


def _paragraph(renderer: Renderer, node: Node) -> list[nodes.Node]:
    children = renderer.inlines(node.children)
    if not any(not isinstance(child, nodes.Text) or child.strip() for child in children):
        return []
    if not any(isinstance(child, nodes.Text | nodes.Inline) for child in children):
        return children  # a bibliography, which a role stands for
    return [nodes.paragraph(node.content, "", *children)]


def _bullet_list(renderer: Renderer, node: Node) -> list[nodes.Node]:
    items = renderer.blocks(node.children)
    return [nodes.bullet_list("", *items, bullet=node.attrs.get("mark", "-"))]


def _ordered_list(renderer: Renderer, node: Node) -> list[nodes.Node]:
    made = nodes.enumerated_list("", *renderer.blocks(node.children))
    made["enumtype"], made["prefix"], made["suffix"] = "arabic", "", node.attrs.get("mark", ".")
    if node.attrs.get("start", 1) != 1:
        made["start"] = node.attrs["start"]
    return [made]


def _list_item(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return [nodes.list_item("", *renderer.blocks(node.children))]


def _definition_list(renderer: Renderer, node: Node) -> list[nodes.Node]:
    made = nodes.definition_list()
    for child in node.children:
        if child.type == "term":
            term = nodes.term(child.content, "", *renderer.inlines(child.children))
            made += nodes.definition_list_item("", term, nodes.definition())
        elif made.children:
            made[-1][-1] += renderer.blocks(child.children)  # type: ignore[index]
    return [made]


def _quotation(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return [nodes.block_quote("", *renderer.blocks(node.children))]


def _thematic_break(renderer: Renderer, node: Node) -> list[nodes.Node]:
    rule = "\n\n\\bigskip\\hrule\\bigskip\n\n"
    return [block("hr", class_="docutils"), nodes.raw("", rule, format="latex")]


def _code_block(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return list(listing(node.content.removesuffix("\n"), language_of(node)))


def language_of(node: Node) -> str:
    """Return the language that a fence names, as Pygments knows it; "default" if it names none."""
    words = str(node.attrs.get("info", "")).strip("{}").split()
    return words[0].lstrip(".") if words and words[0][:1] not in "#" else "default"


def listing(code: str, language: str, style: str = _INPUT, classes: str = "") -> list[nodes.Node]:
    """Return a listing with its frame in LaTeX.

    Args:
        code: its text.
        language: as Pygments knows it.
        style: the LaTeX command that frames it.
        classes: its classes.
    """
    lines = (line.rstrip() for line in code.expandtabs().split("\n"))
    code = "\n".join(lines)
    made = nodes.literal_block(code, code, classes=classes.split(), language=language)
    made["force"], made["highlight_args"] = False, {}
    return [nodes.raw("", style, format="latex"), made]


def _cell(renderer: Renderer, node: Node) -> list[nodes.Node]:
    code = node.attrs.get("source", node.content)
    made = list(listing(code.strip("\n"), "default")) if code.strip() else []
    summary = node.attrs.get("summary")
    if not made or not summary:
        return made
    line = nodes.raw("", f"<summary>{escape(summary)}</summary>", format="html")
    return [block("details", line, *made, class_="folded-code")]


def _text(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return [nodes.Text(node.content)]


def _softbreak(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return [nodes.Text("\n")]


def _hardbreak(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return [element("br")]


def _emphasis(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return [nodes.emphasis("", "", *renderer.inlines(node.children))]


def _strong(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return [nodes.strong("", "", *renderer.inlines(node.children))]


def _strikethrough(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return [element("del", *renderer.inlines(node.children))]


def _code_span(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return [nodes.literal(node.content, node.content)]


def _nothing(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return []


HANDLERS: Mapping[str, Handler] = {
    "paragraph": _paragraph,
    "bullet_list": _bullet_list,
    "ordered_list": _ordered_list,
    "list_item": _list_item,
    "definition_list": _definition_list,
    "blockquote": _quotation,
    "thematic_break": _thematic_break,
    "code_block": _code_block,
    "cell": _cell,
    "comment": _nothing,
    "directive": _nothing,
    "slide_mark": _nothing,
    "text": _text,
    "softbreak": _softbreak,
    "hardbreak": _hardbreak,
    "emphasis": _emphasis,
    "strong": _strong,
    "strikethrough": _strikethrough,
    "code_span": _code_span,
}
"""Handlers of text by types of nodes."""
