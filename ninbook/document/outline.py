"""Outline of a page: what in it has a number, a label, or names other pages."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from ninbook.document.document import NUMBERED, Document, has_number, visible
from ninbook.document.latex import without_tag
from ninbook.document.nodes import Node
from ninbook.files.memory import Memory

_KINDS = {
    "heading": "section",
    "figure": "figure",
    "table": "table",
    "math_block": "equation",
    "toc": "contents",
}


def read_outlines(
    pages: Iterable[Path],
    read: Callable[[Path], Document],
    memory: Memory | None = None,
    state: Callable[[Path], str] = str,
) -> dict[Path, list[Node]]:
    """Read the outlines of a book's pages, or recall those of pages that are as they were.

    Args:
        pages: the pages, relative to the book's root, in their order.
        read: reads a page.
        memory: what earlier builds kept; the caller saves it.
        state: returns a digest of what a page depends on.

    Returns:
        For each page its items in their order: nodes whose types are "section", "figure", "table",
        "equation", "contents", or "block" for another block with a label, which has no number.
        They hold heading or caption, or a formula's own number. An item's index is the attribute
        ``ordinal`` of its node.
    """
    found = {}
    memory = memory or Memory()
    for page in pages:
        name, digest = page.as_posix(), state(page)
        known = memory.recall(name, digest)
        if known is None:
            known = [_item(node).to_dict() for node in read(page).numbered()]
            memory.keep(name, digest, known)
        found[page] = [Node.from_dict(item) for item in known]
    return found


def _item(node: Node) -> Node:
    if node.type not in NUMBERED or not has_number(node):
        return Node("block", attrs={"labels": node.labels})
    titled = node.children[0] if node.type == "table" else node
    kind = _KINDS.get(node.type) or str(node.attrs["kind"])
    source = "" if node.type == "toc" else titled.content
    if node.type == "math_block":
        source = without_tag(source)[1]
    shown = [child for child in visible(titled.children) if child.type != "footnote_ref"]
    return replace(node, type=kind, content=source, children=shown)
