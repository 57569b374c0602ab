"""What a page names that stands elsewhere in the book, and what others may name of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Self

from docutils.nodes import make_id

from ninbook.document.arrange import address_of
from ninbook.document.document import Document
from ninbook.document.links import slugs_of
from ninbook.document.nodes import Node
from ninbook.document.references import CITATIONS, ROLES, label_of
from ninbook.document.rules.html import tags_of


@dataclass
class Names:
    """Names in a page, each with its line."""

    labels: list[tuple[str, int, str]] = field(default_factory=list)  # with their kinds
    references: list[tuple[str, int, str]] = field(default_factory=list)  # labels, with the roles
    citations: list[tuple[str, int]] = field(default_factory=list)  # keys of works
    images: list[tuple[str, int]] = field(default_factory=list)
    links: list[tuple[str, int]] = field(default_factory=list)
    contents: list[tuple[str, int]] = field(default_factory=list)  # pages, as seen from it
    anchors: list[str] = field(default_factory=list)  # parts that links may name

    @classmethod
    def of(cls, page: Document) -> Self:
        """Return what a page names."""
        names = cls()
        for node in (found for block in page.nodes for found in block.walk()):
            names._take(node)
        titles = [heading.text for heading in page.find("heading")]
        names.anchors += [*slugs_of(titles), *map(make_id, titles)]
        return names

    def _take(self, node: Node) -> None:
        if node.type != "marks":
            for mark, value, line in node.attrs.get("marks", ()):
                if mark in ("label", "eqlabel"):
                    self.labels.append((value, line, _kind(node)))
                    self.anchors += [value.lower(), make_id(value)]
        match node.type:
            case "role":
                self._take_role(node)
            case "image":
                self.images.append((address_of(node), node.line))
            case "figure":
                self.images.append((node.attrs["src"], node.line))
            case "link":
                self.links.append((str(node.attrs.get("href", "")), node.line))
            case "toc":
                self.contents += node.attrs["entries"]
            case "html_block" | "html_inline":
                self._take_html(node)

    def _take_role(self, node: Node) -> None:
        if node.attrs["name"] in ROLES:
            reference = label_of(node.content), node.line, node.attrs["name"]
            self.references.append(reference)
        elif node.attrs["name"] in CITATIONS:
            keys = node.content.split(",")
            self.citations += [(key.strip(), node.line) for key in keys]
        elif node.attrs["name"] == "bibliography":
            self.links.append((node.content, node.line))

    def _take_html(self, node: Node) -> None:
        for line, name, attributes in tags_of(node.content, node.line):
            if name == "img" and attributes.get("src"):
                image = Node("image", attrs={"src": attributes["src"]})
                self.images.append((address_of(image), line))
            elif name == "a" and attributes.get("href"):
                self.links.append((attributes["href"], line))
            self.anchors += [attributes[key] for key in ("id", "name") if attributes.get(key)]


def _kind(node: Node) -> str:
    """Return what a label stands at: a type of node; "formula" for one without a caption."""
    if node.type == "figure" and not node.children:
        return "picture"
    if node.type == "table" and node.children[0].type != "caption":
        return "rows"
    return str(node.attrs["kind"]) if node.type == "output_caption" else node.type


def hint(name: str, known: Sequence[str]) -> str:
    """Return what to say of an unknown name after naming it."""
    if close := get_close_matches(name, known, n=1):
        return f" did you mean {close[0]!r}?"
    if 0 < len(known) <= 12:
        return f" choose from {', '.join(known)}"
    return " define it or correct the name"
