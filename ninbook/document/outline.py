"""Outline of a page: what in it has a number, a label, or names other pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ninbook.document.document import NUMBERED, Document, has_number, visible
from ninbook.document.nodes import Node
from ninbook.files.memory import Memory

_KINDS = {
    "heading": "section",
    "figure": "figure",
    "table": "table",
    "math_block": "equation",
    "toc": "contents",
}
_ALL_LEVELS = 999


@dataclass(frozen=True)
class Item:
    """An item of an outline, in the order of the page.

    Attributes:
        kind: "section", "figure", "table", "equation", "contents", or "block" for another block
            with a label, which has no number.
        labels: its labels.
        title: heading or caption, as inlines.
        source: the same as Markdown.
        level: level of a heading, from 1.
        entries: pages in a table of contents, as they are written.
        numbered: levels that a table of contents numbers; 0 if none.
    """

    kind: str
    labels: list[str] = field(default_factory=list)
    title: list[Node] = field(default_factory=list)
    source: str = ""
    level: int = 0
    entries: list[str] = field(default_factory=list)
    numbered: int = 0


def read_outlines(
    pages: Iterable[Path],
    read: Callable[[Path], Document],
    memory: Memory | None = None,
    state: Callable[[Path], str] | None = None,
) -> dict[Path, list[Item]]:
    """Read the outlines of a book's pages, or recall those of pages that are as they were.

    An item's index is the attribute ``ordinal`` of its node.

    Args:
        pages: the pages, relative to the book's root, in their order.
        read: reads a page.
        memory: what earlier builds kept; the caller saves it.
        state: returns a digest of what a page depends on.
    """
    found = {}
    for page in pages:
        name, digest = page.as_posix(), state(page) if state else ""
        known = memory.recall(name, digest) if memory else None
        if known is not None:
            found[page] = [_from_data(item) for item in known]
            continue
        found[page] = [_item(node) for node in read(page).numbered()]
        if memory:
            memory.keep(name, digest, [_data(item) for item in found[page]])
    return found


def _item(node: Node) -> Item:
    if node.type not in NUMBERED or not has_number(node):
        return Item("block", node.labels)
    titled = node.children[0] if node.type == "table" else node
    source = "" if node.type in ("math_block", "toc") else titled.content
    options = node.attrs.get("options", {})
    return Item(
        _KINDS.get(node.type) or str(node.attrs["kind"]),
        node.labels,
        visible(titled.children),
        source,
        node.attrs.get("level", 0),
        [entry for entry, _ in node.attrs.get("entries", ())],
        int(options["numbered"] or _ALL_LEVELS) if "numbered" in options else 0,
    )


def _data(item: Item) -> list[Any]:
    return [*(vars(item) | {"title": [node.to_dict() for node in item.title]}).values()]


def _from_data(data: list[Any]) -> Item:
    kind, labels, title, *rest = data
    return Item(kind, labels, [Node.from_dict(node) for node in title], *rest)
