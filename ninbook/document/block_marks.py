"""Marks that say something of the block above them, such as ``:label:`` and ``:width:``."""

import re
from collections.abc import Iterable, Iterator

from ninbook.document.nodes import Node

SIZE = re.compile(r"(?=[0.]*[1-9])\d*\.?\d+ *(?:%|ch|cm|em|ex|in|mm|pc|pt|px|rem|vh|vw)?")
"""What ``:width:`` and ``:height:`` may say; of others there is nothing to show."""

_HOLDERS = ("bullet_list", "ordered_list", "tab_block")
"""Blocks below which a mark is for the last one in them."""


def without_marks(node: Node, inlines: Iterable[Node]) -> list[Node]:
    """Make roles that say something of a block attributes of it, and return the other inlines."""
    kept = []
    for child in inlines:
        if child.type == "role" and child.attrs["name"] in ("label", "width", "height"):
            set_mark(node, child.attrs["name"], child.content, child.line)
        else:
            kept.append(child)
    while kept and not kept[-1].children and kept[-1].type in ("softbreak", "text"):
        kept[-1].content = kept[-1].content.rstrip(" ")
        if kept[-1].content:
            break
        kept.pop()
    return kept


def set_mark(node: Node, name: str, value: str, line: int) -> None:
    """Note a mark, such as a "label", and its line at the block that it is for."""
    node.attrs["marks"] = [*node.attrs.get("marks", ()), (name, value, line)]
    if name in ("label", "eqlabel"):
        node.attrs["labels"] = [*node.labels, value]
    elif name not in ("width", "height") or SIZE.fullmatch(value):
        node.attrs[name] = value


def marked(nodes: Iterable[Node]) -> Iterator[Node]:
    """Make marks attributes of the block above them; those without one stay, for `check`."""
    above: Node | None = None
    for node in nodes:
        if node.type == "marks" and above is not None:
            target = above
            if target.type in _HOLDERS and target.children:
                target = target.children[-1]
            if target.type == "list_item":
                target = (target.children or [above])[-1]
            for name, value in node.attrs["marks"]:
                set_mark(target, name, value, node.line)
            target.attrs.setdefault("mark_lines", []).append(node.line)
            target.end = node.end
            continue
        yield node
        if node.type not in ("slide_mark", "comment", "marks"):
            above = node
