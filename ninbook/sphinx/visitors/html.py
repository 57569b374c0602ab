"""HTML in Markdown: the site shows it as it is, other targets what they know of it."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from docutils import nodes
from markdown_it.common.html_re import HTML_TAG_RE
from sphinx.addnodes import only

from ninbook.document.nodes import Node
from ninbook.document.rules.html import SITE_ONLY, tags_of
from ninbook.sphinx.renderer import Renderer
from ninbook.sphinx.visitors.elements import INLINE_TAGS, element
from ninbook.sphinx.visitors.figures import image_of

_TAG = re.compile(HTML_TAG_RE.pattern)
_NAME = re.compile(r"</?([A-Za-z][\w-]*)")
_TODAY = {"strike": "s", "tt": "code"}
"""What HTML has in place of elements that it no longer has."""
_BREAKING = """
address article blockquote center dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol
p pre section summary table tbody thead tr ul
"""
"""Tags of elements that begin and end paragraphs."""
_BREAKING_TAGS = frozenset(_BREAKING.split())


def paired(inlines: Sequence[Node]) -> list[Node]:
    """Put what stands between the tags of an inline element into a node of its own.

    Tags that every target shows, and that are closed where they were opened, become nodes
    ``html_element`` with the attributes ``tag`` and ``attributes``.
    """
    if not any(node.type == "html_inline" for node in inlines):
        return list(inlines)
    stack = [Node("inline")]
    for node in inlines:
        name = tag_of(node.content) if node.type == "html_inline" else ""
        if name == "br":
            stack[-1].children.append(Node("html_element", node.line, attrs=_attributes(node)))
        elif name not in INLINE_TAGS:
            stack[-1].children.append(node)
        elif not node.content.startswith("</"):
            stack.append(Node("html_element", node.line, content=node.content))
        elif any(tag_of(opened.content) == name for opened in stack[1:]):
            while tag_of(stack[-1].content) != name:
                _dissolve(stack)
            closed = stack.pop()
            closed.attrs = _attributes(closed)
            stack[-1].children.append(closed)
        else:
            stack[-1].children.append(node)
    while len(stack) > 1:
        _dissolve(stack)
    return stack[0].children


def _dissolve(stack: list[Node]) -> None:
    """Leave a tag that is never closed as it is."""
    opened = stack.pop()
    tag = Node("html_inline", opened.line, content=opened.content)
    stack[-1].children += [tag, *opened.children]


def tag_of(html: str) -> str:
    """Return the name in a tag, in small letters; empty if it is none."""
    found = _NAME.match(html)
    return found[1].lower() if found else ""


def breaks_paragraph(made: nodes.Node) -> bool:
    """Tell whether a node is the tag of an element that no paragraph may hold."""
    return isinstance(made, nodes.raw) and tag_of(made.astext()) in _BREAKING_TAGS


def _attributes(node: Node) -> dict[str, str]:
    name = tag_of(node.content)
    written = node.content[len(name) + 1 :].rstrip(">").rstrip("/").rstrip()
    return {"tag": _TODAY.get(name, name), "attributes": written}


def html_element(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return an inline element that every target shows."""
    children = renderer.inlines(node.children)
    return [element(node.attrs["tag"], *children, attributes=node.attrs["attributes"])]


def html_inline(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return a tag in a line of text."""
    name = tag_of(node.content)
    if not name:  # a comment
        return []
    if name == "img":
        return [_image(renderer, node)]
    _name_site_only(renderer, node, name)
    return [_raw(node.content)]


def html_block(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return HTML with its pictures as nodes, so that they get to where the page will be."""
    made: list[nodes.Node] = []
    html: list[str] = []
    shown: list[Node] = []  # by targets other than the site
    for part in _parts(node):
        is_tag = part.type == "html_inline"
        name = tag_of(part.content) if is_tag else ""
        if is_tag and name == "img":
            made += [*_raws(html), *_elsewhere(renderer, shown), _image(renderer, part)]
            html, shown = [], []
            continue
        html.append(part.content)
        if name in SITE_ONLY:
            _name_site_only(renderer, part, name)
        elif name in _BREAKING_TAGS:
            made_elsewhere = _elsewhere(renderer, shown)
            if made_elsewhere:
                made += [*_raws(html[:-1]), *made_elsewhere]
                html, shown = html[-1:], []
        elif part.attrs.get("shown", True):
            text = Node("text", part.line, content=unescape(part.content))
            shown.append(part if is_tag else text)
    return [*made, *_raws(html), *_elsewhere(renderer, shown)]


def _parts(node: Node) -> Iterator[Node]:
    """Split HTML at its tags; what is in an element for the site alone is marked so."""
    end, hidden = 0, ""
    for found in [*_TAG.finditer(node.content), None]:
        start = found.start() if found else len(node.content)
        line = node.line + node.content.count("\n", 0, end)
        if text := node.content[end:start]:
            yield Node("html_text", line, content=text, attrs={"shown": not hidden})
        if found is None:
            return
        name, is_closing = tag_of(found[0]), found[0].startswith("</")
        line = node.line + node.content.count("\n", 0, start)
        yield Node("html_inline", line, content=found[0], attrs={"shown": not hidden})
        if hidden:
            hidden = "" if is_closing and name == hidden else hidden
        elif name in SITE_ONLY and not is_closing and not found[0].endswith("/>"):
            hidden = name
        end = found.end()


def _elsewhere(renderer: Renderer, shown: Sequence[Node]) -> list[nodes.Node]:
    """Return a paragraph for targets other than the site; nothing if there is no text in it."""
    tags = INLINE_TAGS - {"br"}
    known = [part for part in shown if part.type == "text" or tag_of(part.content) in tags]
    if not any(part.type == "text" and part.content.strip() for part in known):
        return []
    children = [child for child in renderer.inlines(known) if not isinstance(child, nodes.raw)]
    return [only("", nodes.paragraph("", "", *children), expr="not html")]


def _raws(html: Sequence[str]) -> list[nodes.Node]:
    text = "".join(html).strip("\n")
    return [_raw(text)] if text.strip() else []


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def _image(renderer: Renderer, node: Node) -> nodes.Node:
    values = next((found for _, _, found in tags_of(node.content)), {})
    style = (part.partition(":") for part in values.get("style", "").split(";"))
    values |= {name.strip(): value.strip() for name, _, value in style}
    attrs = {name: values[name] for name in ("src", "alt", "width", "height") if values.get(name)}
    made = image_of(Node("image", node.line, attrs=attrs))
    made["classes"] += values.get("class", "").split()
    renderer.place(made, node)
    return made


def _name_site_only(renderer: Renderer, node: Node, name: str) -> None:
    is_opening = not node.content.startswith("</")
    if name in SITE_ONLY and is_opening and renderer.target == "latex":
        renderer.warn(node, f"the PDF can't show <{name}>")
