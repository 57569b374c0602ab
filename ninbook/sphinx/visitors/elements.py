"""Nodes that docutils lacks: elements of HTML and widgets, and how they are written."""

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

_LATEX = {
    "sub": (r"\textsubscript{", "}"),
    "sup": (r"\textsuperscript{", "}"),
    "b": (r"\sphinxstylestrong{", "}"),
    "strong": (r"\sphinxstylestrong{", "}"),
    "i": (r"\sphinxstyleemphasis{", "}"),
    "em": (r"\sphinxstyleemphasis{", "}"),
    "kbd": (r"\sphinxkeyboard{\sphinxupquote{", "}}"),
    "code": (r"\sphinxcode{\sphinxupquote{", "}}"),
    "u": (r"\underline{", "}"),
    "s": (r"\ninbookstruck{", "}"),
    "del": (r"\ninbookstruck{", "}"),
    "strike": (r"\ninbookstruck{", "}"),
    "ins": (r"\underline{", "}"),
    "q": ("“", "”"),
    "samp": (r"\sphinxcode{\sphinxupquote{", "}}"),
    "tt": (r"\sphinxcode{\sphinxupquote{", "}}"),
    **dict.fromkeys(("cite", "dfn", "var"), (r"\sphinxstyleemphasis{", "}")),
    "br": (r"\leavevmode\newline{}", ""),
}
INLINE_TAGS = frozenset(_LATEX)
"""Tags of inline elements that every target shows."""
_VOID = frozenset(("br", "hr"))


class HtmlInline(nodes.Inline, nodes.TextElement):
    """An inline element: ``tag``, and ``attributes`` as HTML, with a space before each."""


class HtmlBlock(nodes.General, nodes.Element):
    """A block element: ``tag`` and ``attributes``. LaTeX shows what is in it."""


class Widget(nodes.General, nodes.Element):
    """A place for a script of the site, around what readers without it see.

    Attributes ``name`` and ``argument`` say what the script is and what it is given; ``site_only``
    keeps all of it from other targets. The site puts what the script reads into ``data``.
    """


def element(tag: str, *children: nodes.Node, attributes: str = "") -> HtmlInline:
    """Return an inline element."""
    return HtmlInline("", "", *children, tag=tag, attributes=attributes)


def block(tag: str, *children: nodes.Node, **attributes: str) -> HtmlBlock:
    """Return a block element; ``class_`` is its class, ``data_title`` its ``data-title``."""
    written = ""
    for name, value in attributes.items():
        written += f" {name.rstrip('_').replace('_', '-')}"
        written += f'="{escape(value)}"' if value else ""
    return HtmlBlock("", *children, tag=tag, attributes=written)


def folded(summary: str, *children: nodes.Node, class_: str) -> HtmlBlock:
    """Return blocks that readers of the site unfold below a line that says what they are."""
    line = nodes.raw("", f"<summary>{escape(summary)}</summary>", format="html")
    return block("details", line, *children, class_=class_)


def _open_places(translator: Any, node: nodes.Element) -> None:
    translator.body += [f'<span id="{name}"></span>' for name in node["ids"]]


def _open(translator: Any, node: nodes.Element) -> None:
    _open_places(translator, node)
    translator.body.append(f"<{node['tag']}{node['attributes']}>")


def _close(translator: Any, node: nodes.Element) -> None:
    if node["tag"] not in _VOID:
        translator.body.append(f"</{node['tag']}>")
    if isinstance(node, HtmlBlock):
        translator.body.append("\n")


def _open_xhtml(translator: Any, node: nodes.Element) -> None:
    # Without attributes, which need not be XML; readers of EPUBs fold nothing.
    _open_places(translator, node)
    tag = "div" if node["tag"] == "details" else node["tag"]
    translator.body.append(f"<{tag}/>" if tag in _VOID else f"<{tag}>")


def _close_xhtml(translator: Any, node: nodes.Element) -> None:
    if node["tag"] not in _VOID:
        translator.body.append("</div>\n" if node["tag"] == "details" else f"</{node['tag']}>")


def _open_latex(translator: Any, node: nodes.Element) -> None:
    translator.body.append(_LATEX.get(node["tag"], ("", ""))[0])


def _close_latex(translator: Any, node: nodes.Element) -> None:
    translator.body.append(_LATEX.get(node["tag"], ("", ""))[1])


def _open_widget(translator: Any, node: nodes.Element) -> None:
    data = {"widget": node["name"], **node.get("data", {"argument": node["argument"]})}
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    translator.body.append(f'<div class="widget"{attributes}>')


def _close_widget(translator: Any, node: nodes.Element) -> None:
    translator.body.append("</div>\n")


def _open_other_widget(translator: Any, node: nodes.Element) -> None:
    if node.get("site_only"):
        raise nodes.SkipNode


def _pass(translator: Any, node: nodes.Element) -> None:
    pass


def setup(app: Sphinx) -> None:
    """Register the nodes with Sphinx."""
    xhtml = (_open_xhtml, _close_xhtml)
    inline_latex = (_open_latex, _close_latex)
    app.add_node(HtmlInline, html=(_open, _close), epub=xhtml, latex=inline_latex)
    app.add_node(HtmlBlock, html=(_open, _close), epub=xhtml, latex=(_pass, _pass))
    other = (_open_other_widget, _pass)
    app.add_node(Widget, html=(_open_widget, _close_widget), epub=other, latex=other)
