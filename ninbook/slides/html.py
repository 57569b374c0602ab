"""Plain nodes as HTML for slides."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from ninbook.document.mathml import FormulaError, mathml_of
from ninbook.document.nodes import Node

_TAGS = {
    "emphasis": "em",
    "strong": "strong",
    "strikethrough": "del",
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "definition_list": "dl",
    "term": "dt",
    "definition": "dd",
}


def html_of(nodes: Sequence[Node]) -> str:
    """Return plain blocks or inlines, as `ninbook.pages.plain` makes them, as HTML."""
    return "".join(map(_html, nodes))


def _html(node: Node) -> str:
    if node.type in _WRITERS:
        return _WRITERS[node.type](node)
    inside = html_of(node.children)
    if node.type == "paragraph" and node.attrs.get("tight"):
        return inside
    if node.type in _TAGS:
        start = f' start="{node.attrs["start"]}"' if node.attrs.get("start", 1) != 1 else ""
        return f"<{_TAGS[node.type]}{start}>{inside}</{_TAGS[node.type]}>"
    return inside


def _formula(node: Node) -> str:
    display = "inline" if node.type == "math" else "block"
    try:
        return mathml_of(node.content, display)
    except FormulaError:  # `check` names it
        return f"<code>{escape(node.content)}</code>"


def _link(node: Node) -> str:
    return f'<a href="{escape(str(node.attrs["href"]))}">{html_of(node.children)}</a>'


def _table(node: Node) -> str:
    rows = []
    for row in node.children:
        cells = []
        for cell, align in zip(row.children, node.attrs["aligns"], strict=True):
            tag = "th" if cell.attrs.get("head") else "td"
            style = f' style="text-align: {align}"' if align else ""
            cells.append(f"<{tag}{style}>{html_of(cell.children)}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


_WRITERS: Mapping[str, Callable[[Node], str]] = {
    "text": lambda node: escape(node.content, quote=False),
    "softbreak": lambda node: "\n",
    "hardbreak": lambda node: "<br>",
    "code_span": lambda node: f"<code>{escape(node.content, quote=False)}</code>",
    "code_block": lambda node: f"<pre><code>{escape(node.content, quote=False)}</code></pre>",
    "math": _formula,
    "math_block": _formula,
    "link": _link,
    "table": _table,
    "picture": lambda node: node.content,
    "html_inline": lambda node: node.content,
    "html_block": lambda node: node.content,
    "thematic_break": lambda node: "<hr>",
    "heading": lambda node: f"<h3>{html_of(node.children)}</h3>",
}
