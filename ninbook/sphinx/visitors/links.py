"""Links: to other pages and their parts, to files of the book, and out of it."""

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import download_reference, pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.nodes import make_refnode
from sphinx.util.texescape import escape
from sphinx.writers.latex import escape_abbr

from ninbook.document.links import destination, slugs_of
from ninbook.document.nodes import Node
from ninbook.document.rules.html import tags_of
from ninbook.sphinx.renderer import Renderer
from ninbook.sphinx.visitors.elements import HtmlBlock, HtmlInline

_log = logging.getLogger(__name__)
_PAGE = "ninbook-page"
_ANCHORS = "ninbook_anchors"
_OWN = ("id", "name")
"""Attributes of HTML that make a part of a page."""
_Made = Callable[[Renderer, Node, list[nodes.Node]], list[nodes.Node]]
_NUMBERED = ("numref", "eqref")
"""Roles whose references name a number."""


def link(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return a link, of which what it leads to in the book is looked up later."""
    return _around_links(renderer, node, _link)


def _around_links(renderer: Renderer, node: Node, made_of: _Made) -> list[nodes.Node]:
    """Return a link that holds no other; the words before and behind one in it lead there."""
    texts = (c.children if c.type in ("link", "reference") else [c] for c in node.children)
    children = renderer.inlines([part for text in texts for part in text])
    linked = [child for child in children if any(child.findall(_is_link))]
    return [
        made
        for is_link, run in groupby(children, key=linked.__contains__)
        for made in (run if is_link else made_of(renderer, node, list(run)))
    ]


def _is_link(node: nodes.Node) -> bool:
    return isinstance(node, pending_xref | nodes.reference | nodes.footnote_reference)


def _link(renderer: Renderer, node: Node, children: list[nodes.Node]) -> list[nodes.Node]:
    for image in (found for child in children for found in child.findall(nodes.image)):
        image["classes"].append("no-scaled-link")  # else Sphinx lets it lead to its file
    address = str(node.attrs.get("href", ""))
    there = destination(Path(f"{renderer.docname}.md"), address, ())
    if there is None:
        made = nodes.reference("", "", *children, refuri=address)
        if title := node.attrs.get("title"):
            made["reftitle"] = title
        return [made]
    if there.path.parts[:1] == ("..",):
        renderer.warn(node, f"{address} points outside the book's folder")
        return children
    name = nodes.inline("", "", *children)
    if there.path.suffix != ".md":
        file = download_reference("", "", name, reftarget=f"/{there.path.as_posix()}")
        file["refdoc"], file["reftype"], file["refexplicit"] = renderer.docname, "download", True
        return [file]
    page = there.path.with_suffix("").as_posix()
    xref = _page_xref(renderer, name, page, there.fragment)
    xref["title"] = node.attrs.get("title")
    return [xref]


def reference(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return a reference whose name is known; a number may be in it, and links of a title."""
    return _around_links(renderer, node, _reference)


def _reference(renderer: Renderer, node: Node, children: list[nodes.Node]) -> list[nodes.Node]:
    if "url" in node.attrs:
        name = nodes.inline("", "", *children)
        made = nodes.reference("", "", name, classes=["d2l"], refuri=node.attrs["url"])
        made["reftitle"], made["internal"] = node.attrs["title"], False
        return [made]
    role = node.attrs["role"]
    name = nodes.inline("", "", *children, classes=["std", f"std-{role}"])
    xref = _page_xref(renderer, name, node.attrs["page"], node.attrs["label"].lower())
    xref["role"], xref["label"] = role, node.attrs["label"]
    xref["title"] = node.attrs.get("title")
    xref["kind"], xref["number"] = node.attrs.get("kind"), node.attrs.get("number")
    return [xref]


def _page_xref(renderer: Renderer, name: nodes.inline, page: str, fragment: str) -> pending_xref:
    xref = pending_xref("", name, reftype=_PAGE, refdomain="", refexplicit=True, refwarn=False)
    xref["refdoc"], xref["reftarget"], xref["fragment"] = renderer.docname, page, fragment
    return xref


def _resolve(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.Element
) -> nodes.Element | None:
    if node["reftype"] != _PAGE:
        return None
    page, fragment = node["reftarget"], node["fragment"]
    # A translation's pages have the names of the first language's.
    names = [page, *(page.removesuffix(f".{code}") for code in app.config.ninbook_languages)]
    page = next((name for name in names if name in env.found_docs), "")
    if not page:
        _log.warning("the book has no page %s.md", node["reftarget"], location=node)
        return content
    anchors = env.metadata[page].get(_ANCHORS, {})
    anchor = anchors.get(fragment) or anchors.get(fragment.lower(), "")
    if fragment and not anchor:
        _log.warning("%s.md has no part #%s", page, fragment, location=node)
    role = node.get("role", "")
    template = app.config.numfig_format.get(node.get("kind"), "")
    if "%s" in template and node["number"]:  # the book may have words of its own
        content = nodes.inline("", template % node["number"], classes=content["classes"])
    if role in _NUMBERED and app.builder.format == "latex":
        place = rf"\detokenize{{{page}:{anchor}}}"
        return _latex(content, f"equation:{page}:{node['label']}" if role == "eqref" else place)
    name: list[nodes.Node] = [*content.children] if role == "eqref" else [content]
    title = node.get("title") if page != node["refdoc"] or not role else None
    return make_refnode(app.builder, node["refdoc"], page, anchor, name, title)


def _latex(content: nodes.Element, label: str) -> nodes.Element:
    """Return a reference that names a number, and not a page of the PDF."""
    name: list[nodes.Node] = list(content.children)
    if all(isinstance(child, nodes.Text) for child in name):
        name = [_raw(escape_abbr(escape(content.astext(), "xelatex")))]
    return nodes.inline("", "", _raw(rf"\hyperref[{label}]{{"), *name, _raw("}"))


def _raw(latex: str) -> nodes.raw:
    return nodes.raw("", latex, format="latex")


def _note_anchors(app: Sphinx, document: nodes.document) -> None:
    """Keep the parts of a page that links may name: headings, labels, and those of its HTML."""
    anchors: dict[str, str] = {str(name): str(name) for name in document.ids}
    anchors |= {name: id_ for name, id_ in document.nameids.items() if id_}
    for formula in document.findall(nodes.math_block):
        if labels := formula.get("labels"):
            anchors |= zip(map(str.lower, labels), formula["ids"], strict=False)
        elif label := formula.get("label"):
            anchors[label.lower()] = nodes.make_id(f"equation-{label}")
    for html in _html_in(document):
        for _, _, attributes in tags_of(html):
            anchors |= {attributes[key]: attributes[key] for key in _OWN if attributes.get(key)}
    sections = [section for section in document.findall(nodes.section) if "heading" in section]
    titles = [str(section.attributes.pop("heading")) for section in sections]
    for section, slug in zip(sections, slugs_of(titles), strict=True):
        anchors.setdefault(slug or section["ids"][0], section["ids"][0])
    metadata: dict[str, Any] = app.env.metadata[app.env.docname]
    metadata[_ANCHORS] = anchors


def _html_in(document: nodes.document) -> Iterator[str]:
    """Yield the HTML of a page, and its elements' opening tags."""
    for node in document.findall(nodes.Element):
        if isinstance(node, nodes.raw) and node["format"] == "html":
            yield node.astext()
        elif isinstance(node, HtmlInline | HtmlBlock):
            yield f"<{node['tag']}{node['attributes']}>"


def setup(app: Sphinx) -> None:
    """Register with Sphinx how links find their pages."""
    app.connect("doctree-read", _note_anchors)
    app.connect("missing-reference", _resolve)
