"""Inlines in nodes that any Markdown has: references, citations and links say where they lead."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote

from ninbook.document.arrange import address_of, encoded
from ninbook.document.d2l_labels import D2LLabel
from ninbook.document.latex import within_formula
from ninbook.document.links import Destination, destination, slug_of
from ninbook.document.nodes import Node, text_node, text_of, transform
from ninbook.document.numbering import numbered
from ninbook.document.references import (
    CITATIONS,
    DOCUTILS,
    ROLES,
    keys_of,
    label_of,
    look_up,
    title_of,
)
from ninbook.pages.edition import Edition

Picture = Callable[[Node], Node]
"""Returns what shows an image, given as a node with ``src``, ``width`` and a description."""
Address = Callable[[Destination], str | None]
"""Returns where a link to a page or file of the book leads; None if it can't lead there."""
_SAFE = "/:?=&+,;@()!~*'-._"
_SOURCE = re.compile(
    r"""(<img(?=\s)(?:[^<>"']|"[^"]*"|'[^']*')*?\ssrc\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""",
    re.IGNORECASE,
)
"""The address of an image in HTML, in what of its tag is before it."""


class PlainInlines:
    """Replaces what d2lbook adds to Markdown in the inlines of a page; see `PlainPage`."""

    def __init__(self, edition: Edition, page: Path, address: Address, picture: Picture) -> None:
        self._edition = edition
        self._page = page
        self._address = address
        self._picture = picture
        self.footnotes: dict[str, int] = {}
        """Numbers of the footnotes referred to so far, by their labels."""
        self.cited: list[str] = []
        """Keys of the works cited so far."""

    def of(self, nodes: Sequence[Node]) -> list[Node]:
        """Return plain inlines for those of a page."""
        return [made for node in nodes for made in self._inline(node)]

    def _inline(self, node: Node) -> Sequence[Node]:
        match node.type:
            case "role":
                return self.role(node.attrs["name"], node.content)
            case "link":
                inside = _without_links(self.of(node.children))
                pages, languages = self._edition.pages, self._edition.book.languages
                there = destination(self._page, node.attrs["href"], pages, languages)
                if there is None:
                    return [replace(node, children=inside)]
                return self.linked(inside, there, node.attrs.get("title", ""))
            case "image":
                return [self.shown(node)]
            case "math":
                return [replace(node, content=within_formula(node.content, displayed=False))]
            case "math_block":
                return [replace(node, content=within_formula(node.content))]
            case "html_inline":
                return [replace(node, content=self.html(node.content))]
            case "footnote_ref":
                number = self.number_of(node)
                html = f'<sup><a href="#footnote-{number}">{number}</a></sup>'
                return [Node("html_inline", content=html)]
            case "slide_mark":
                return []
        return [replace(node, children=self.of(node.children)) if node.children else node]

    def number_of(self, reference: Node) -> int:
        """Return the number of the footnote that a reference names, the next one if it is new."""
        return self.footnotes.setdefault(reference.attrs["label"], len(self.footnotes) + 1)

    def role(self, name: str, value: str) -> list[Node]:
        """Return what stands for a role, given its name and its text."""
        if name in CITATIONS:
            keys = keys_of(value)
            self.cited += keys
            return self._edition.citations.cite(keys, textual=name == "citet")
        if name in ROLES:
            said, there = look_up(self._edition.numbering, name, value, self._edition.words)
            said = self.of(said)
            if isinstance(there, D2LLabel):
                return [Node("link", attrs={"href": there.url}, children=said)]
            if there is None:
                return said
            return self.linked(said, Destination(there.page, True, label_of(value)))
        if name in ("label", "eqlabel"):
            return [anchor(value)]
        if name in ("width", "height"):
            return []
        if name == "math":
            return [Node("math", content=within_formula(value, displayed=False))]
        if name in DOCUTILS:
            from ninbook.pages.restructured import html_of  # few pages have any

            file = self._edition.book.root / self._page
            html = html_of(f":{name}:`{value}`", file, self.role)
            return [Node("html_inline", content=html.removeprefix("<p>").removesuffix("</p>"))]
        return [Node("code_span", content=title_of(value))]

    def linked(self, inside: list[Node], there: Destination, title: str = "") -> list[Node]:
        """Return inlines that lead somewhere in the book, or as they are if they can't."""
        if there.is_page and there.path == self._page:
            address: str | None = ""
        else:
            address = self._address(there)
        if address is None:
            return inside
        # Parts of pages of the site have names of their own.
        if there.is_page and there.fragment and not address.endswith(".html"):
            address = f"{address}#{quote(self._part(there), safe=_SAFE)}"
        attrs = {"href": address or "#", "title": title}
        return [Node("link", attrs=attrs, children=_without_links(inside))]

    def _part(self, there: Destination) -> str:
        """Return the anchor of a label, or of a heading as Jupyter names it."""
        numbering = self._edition.numbering
        target = numbering.target(there.fragment)
        if target is not None and target.page == there.path:
            return numbering.label(there.fragment)
        slugs = numbering.slugs(there.path).values()
        for heading, slug in zip(numbering.sections(there.path), slugs, strict=True):
            if slug == there.fragment.lower() == slug_of(heading.text):
                return numbered(heading.number, heading.text).replace(" ", "-")
        return there.fragment

    def shown(self, node: Node) -> Node:
        """Return what shows an image or a figure, described as readers see its caption."""
        attrs = {**node.attrs, "src": address_of(node)}
        description = text_node(text_of(self.of(node.children)))
        made = self._picture(Node("image", attrs=attrs, children=[description]))
        if made.type == "image":
            made.attrs["src"] = encoded(made.attrs["src"])
        return made

    def html(self, content: str) -> str:
        """Return HTML in which images have the addresses that they have in the notebook."""
        return _SOURCE.sub(self._with_address, content)

    def _with_address(self, source: re.Match[str]) -> str:
        shown = self.shown(Node("image", attrs={"src": unescape(source[2].strip("\"'"))}))
        png = shown.attrs.get("png")
        address = f"data:image/png;base64,{png}" if png else shown.attrs["src"]
        return f'{source[1]}"{escape(address)}"'


def _without_links(inlines: list[Node]) -> list[Node]:
    """Return inlines of a link, which no other link may stand in."""
    return transform(inlines, lambda node: node.children if node.type == "link" else [node])


def anchor(name: str) -> Node:
    """Return a place that links can lead to."""
    return Node("html_inline", content=f'<a id="{escape(name)}"></a>')
