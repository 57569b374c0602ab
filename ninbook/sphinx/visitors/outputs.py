"""Outputs and where they come from, answers, widgets, and panels of tabs."""

from collections.abc import Mapping
from html import escape

from docutils import nodes
from sphinx.addnodes import only

from ninbook.document.nodes import Node
from ninbook.sphinx.renderer import Handler, Renderer
from ninbook.sphinx.visitors.elements import Widget, block, folded
from ninbook.sphinx.visitors.text import listing
from ninbook.words.words import words_of

_STYLE = r"\diilbookstyleoutputcell"
"""d2lbook's command that gives a listing in LaTeX the frame of an output."""
LINES = 30
"""Outputs with more lines are folded on the site."""


def _output(renderer: Renderer, node: Node) -> list[nodes.Node]:
    made = listing(node.content.strip("\n"), "none", _STYLE, "output")
    lines = len(node.content.strip("\n").splitlines())
    if lines <= LINES:
        return made
    summary = words_of(renderer.env.config.language or "en").long_output.format(lines=lines)
    return [folded(summary, *made, class_="long-output")]


def _html_output(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return HTML for the site, and the text that stands for it elsewhere."""
    html = nodes.raw("", f'<div class="html-output">{node.content}</div>', format="html")
    return [html, only("", *renderer.blocks(node.children), expr="not html")]


def _provenance(renderer: Renderer, node: Node) -> list[nodes.Node]:
    kind, summary = node.attrs["kind"], node.attrs.get("summary")
    made: nodes.Element = nodes.paragraph("", node.attrs["text"], classes=["provenance", kind])
    if "file" in node.attrs:
        made["file"], made["cells"] = node.attrs["file"], node.attrs["cells"]
    if renderer.target == "latex":  # Sphinx tells LaTeX the classes of containers alone
        made = nodes.container("", made, classes=made["classes"])
    return [folded(summary, made, class_=f"how-run {kind}") if summary else made]


def _output_caption(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return a caption without what it is for, so that references to it lead somewhere."""
    name = renderer.env.config.numfig_format[node.attrs["kind"]] % node.attrs["number"]
    made = nodes.paragraph("", "", nodes.strong("", f"{name}."), nodes.Text(" "))
    made += renderer.inlines(node.children)
    return [made]


def _note(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return a note on the page itself, such as on a section that its translation left behind."""
    text = nodes.paragraph("", "", *renderer.inlines(node.children))
    return [nodes.block_quote("", text, classes=["outdated"])]


def _answer(renderer: Renderer, node: Node) -> list[nodes.Node]:
    title = node.attrs["title"]
    heading = nodes.paragraph("", "", nodes.strong("", title))
    made = folded(title, heading, *renderer.blocks(node.children), class_="answer")
    made["answer_to"] = title
    return [made]


def _widget(renderer: Renderer, node: Node) -> list[nodes.Node]:
    made = Widget(name=node.attrs["name"], argument=node.attrs["argument"])
    made["site_only"] = node.attrs.get("site_only", False)
    if title := node.attrs.get("title"):
        made += nodes.paragraph("", title, classes=[f"{made['name']}-title"])
    made += renderer.blocks(node.children)
    if needs := node.attrs.get("needs_script"):
        made += nodes.raw("", f"<noscript><p>{escape(needs)}</p></noscript>", format="html")
    return [made]


def _tab_panel(renderer: Renderer, node: Node) -> list[nodes.Node]:
    title = node.attrs["title"]
    name = nodes.raw("", f'<p class="tab-name">{escape(title)}</p>', format="html")
    children = renderer.blocks(node.children)
    names = {"class_": "tab-panel", "data_framework": node.tabs[0], "data_title": title}
    return [block("div", name, *children, **names)]


HANDLERS: Mapping[str, Handler] = {
    "output": _output,
    "html_output": _html_output,
    "provenance": _provenance,
    "output_caption": _output_caption,
    "note": _note,
    "answer": _answer,
    "widget": _widget,
    "tab_set": lambda renderer, node: [
        block("div", *renderer.blocks(node.children), class_="tabs", data_tabs="")
    ],
    "tab_panel": _tab_panel,
}
"""Handlers by types of nodes."""
