"""Captions of tables, and of what a code cell or a directive shows."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from ninbook.document.block_marks import set_mark, without_marks
from ninbook.document.nodes import Node

_CAPTION = re.compile(r"(?:[Tt]able)?:(?!:|\w+:`)\s*(?=\S)")
_OUTPUT_CAPTION = re.compile(r"(Figure|Table):\s+(?=\S)")
_WITH_OUTPUT = ("cell", "directive")


def captioned(nodes: Iterable[Node]) -> list[Node]:
    """Find captions among the blocks of a page or of a block.

    Args:
        nodes: the blocks; they are changed.

    Returns:
        The blocks: a paragraph above or below a table that begins with a colon is part of it, one
        below a code cell or a directive that begins with ``Figure:`` or ``Table:`` is an
        ``output_caption``, which captions what these show.
    """
    done: list[Node] = []
    waiting: Node | None = None
    for node in nodes:
        table = done[-1] if done and done[-1].type == "table" else None
        if node.type == "paragraph" and _CAPTION.match(node.content):
            if table is not None and not _has_caption(table):
                _put(table, node, below=True)
                continue
            waiting = node
        elif node.type == "table" and done and not _has_caption(node):
            if done[-1].type == "definition_list":
                done[-1:] = _paragraph_and_caption(done[-1])
                waiting = done[-1] if done[-1].type == "paragraph" else None
            if done[-1] is waiting:
                done.pop()
                _put(node, waiting, below=False)
        done.append(node)
    for above, node in pairwise(done):
        if above.type in _WITH_OUTPUT and node.type == "paragraph" and node.children:
            _make_output_caption(node)
    return done


def give_caption(node: Node, caption: Node) -> None:
    """Give a figure or a table an ``output_caption``, with its labels and its number."""
    if node.type == "table":
        node.children.insert(0, replace(caption, type="caption", attrs={}))
    else:
        node.children = caption.children
    names = ("labels", "ordinal")
    node.attrs |= {name: caption.attrs[name] for name in names if name in caption.attrs}


def _make_output_caption(paragraph: Node) -> None:
    first, found = paragraph.children[0], _OUTPUT_CAPTION.match(paragraph.content)
    if found and first.type == "text" and first.content.startswith(found[0].rstrip()):
        first.content = first.content[len(found[0]) :]
        paragraph.content = paragraph.content[len(found[0]) :]
        paragraph.type, paragraph.attrs["kind"] = "output_caption", found[1].lower()


def _has_caption(table: Node) -> bool:
    return table.children[0].type == "caption"


def _paragraph_and_caption(definitions: Node) -> list[Node]:
    """Return a definition list above a table; what stands below an empty line is the caption."""
    *above, term, definition = definitions.children
    if term.type != "term" or definition.line == term.line + 1:
        return [definitions]
    if [child.type for child in definition.children] != ["paragraph"]:
        return [definitions]
    (first,) = definition.children
    rest = [replace(definitions, children=above, attrs={})] if above else []
    return [*rest, replace(term, type="paragraph"), replace(first, attrs=definitions.attrs)]


def _put(table: Node, paragraph: Node, below: bool) -> None:
    first = paragraph.children[0]
    found = _CAPTION.match(paragraph.content)
    length = found.end() if found else 0
    if first.type == "text":
        first.content = first.content[length:].lstrip() if length <= len(first.content) else ""
    caption = replace(paragraph, type="caption", content=paragraph.content[length:], attrs={})
    caption.children = without_marks(table, paragraph.children)
    for mark in paragraph.attrs.get("marks", ()):
        set_mark(table, *mark)
    if "mark_lines" in paragraph.attrs:
        table.attrs.setdefault("mark_lines", []).extend(paragraph.attrs["mark_lines"])
    table.children.insert(0, caption)
    if below:
        table.end = paragraph.end
    else:
        table.line = paragraph.line
