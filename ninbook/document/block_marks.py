"""Marks that say something of the block above them, such as ``:label:`` and ``:width:``."""

import re
from collections.abc import Iterable, Iterator

from ninbook.document.nodes import Node

SIZE = re.compile(r"(?=[0.]*[1-9])\d*\.?\d+ *(?:%|ch|cm|em|ex|in|mm|pc|pt|px|rem|vh|vw)?")
"""What ``:width:`` and ``:height:`` may say; of others there is nothing to show."""

_HOLDERS = ("bullet_list", "ordered_list", "tab_block")
"""Blocks below which a mark is for the last one in them."""


def takes_mark(node: Node, child: Node) -> bool:
    """Make a role that says something of a block an attribute of it; tell whether it did."""
    if child.type != "role" or child.attrs["name"] not in ("label", "width", "height"):
        return False
    set_mark(node, child.attrs["name"], child.content, child.line)
    return True


def take_labels(heading: Node) -> None:
    """Make the labels in a heading's text attributes of it."""
    heading.children = [child for child in heading.children if not takes_mark(heading, child)]
    while heading.children and heading.children[-1].type == "softbreak":
        heading.children.pop()


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
