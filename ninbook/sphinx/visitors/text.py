"""Text: paragraphs, lists, quotations, code, and what stands in a line."""

from collections.abc import Mapping

from docutils import nodes

from ninbook.document.arrange import language_of
from ninbook.document.nodes import Node
from ninbook.sphinx.renderer import Handler, Renderer
from ninbook.sphinx.visitors.elements import block, element, folded

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


def _definition_list(renderer: Renderer, node: Node) -> list[nodes.Node]:
    made = nodes.definition_list()
    for child in node.children:
        if child.type == "term":
            term = nodes.term(child.content, "", *renderer.inlines(child.children))
            made += nodes.definition_list_item("", term, nodes.definition())
        elif made.children:
            made[-1][-1] += renderer.blocks(child.children)  # type: ignore[index]
    return [made]


def _thematic_break(renderer: Renderer, node: Node) -> list[nodes.Node]:
    rule = "\n\n\\bigskip\\hrule\\bigskip\n\n"
    return [block("hr", class_="docutils"), nodes.raw("", rule, format="latex")]


def _code_block(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return listing(node.content.removesuffix("\n"), language_of(node) or "default")


def listing(code: str, language: str, style: str = _INPUT, classes: str = "") -> list[nodes.Node]:
    """Return a listing in a language that Pygments knows, framed by a command in LaTeX."""
    lines = (line.rstrip() for line in code.expandtabs().split("\n"))
    code = "\n".join(lines)
    made = nodes.literal_block(code, code, classes=classes.split(), language=language)
    made["force"], made["highlight_args"] = False, {}
    return [nodes.raw("", style, format="latex"), made]


def _cell(renderer: Renderer, node: Node) -> list[nodes.Node]:
    code = node.attrs.get("source", node.content)
    made = listing(code.strip("\n"), "default") if code.strip() else []
    summary = node.attrs.get("summary")
    return [folded(summary, *made, class_="folded-code")] if made and summary else made


HANDLERS: Mapping[str, Handler] = {
    "paragraph": _paragraph,
    "bullet_list": _bullet_list,
    "ordered_list": _ordered_list,
    "list_item": lambda renderer, node: [nodes.list_item("", *renderer.blocks(node.children))],
    "definition_list": _definition_list,
    "blockquote": lambda renderer, node: [nodes.block_quote("", *renderer.blocks(node.children))],
    "thematic_break": _thematic_break,
    "code_block": _code_block,
    "cell": _cell,
    "text": lambda renderer, node: [nodes.Text(node.content)],
    "softbreak": lambda renderer, node: [nodes.Text("\n")],
    "hardbreak": lambda renderer, node: [element("br")],
    "emphasis": lambda renderer, node: [nodes.emphasis("", "", *renderer.inlines(node.children))],
    "strong": lambda renderer, node: [nodes.strong("", "", *renderer.inlines(node.children))],
    "strikethrough": lambda renderer, node: [element("del", *renderer.inlines(node.children))],
    "code_span": lambda renderer, node: [nodes.literal(node.content, node.content)],
}
"""Handlers of text by types of nodes."""
