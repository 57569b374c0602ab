"""Nodes of a document, and how to walk them.

Blocks: heading, paragraph, bullet_list, ordered_list, list_item, definition_list, term, definition,
blockquote, thematic_break, code_block, cell, math_block, figure, table, table_row, table_cell,
caption, output_caption, html_block, footnote, toc, eval_rst, comment, directive, tab_block.
Inlines: text, softbreak, hardbreak, emphasis, strong, strikethrough, code_span, math, link, image,
role, html_inline, footnote_ref, slide_mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

_BREAKS = {"softbreak": " ", "hardbreak": " "}


@dataclass(slots=True)
class Node:
    """A block or an inline of a page."""

    type: str  # what it is; see the module's list
    line: int = 0  # its first line in the file, counted from 1
    end: int = 0  # its last line, marks such as ``:label:`` included
    tabs: tuple[str, ...] = ()  # those that it is for; empty if it is for all
    # Literal text: that of a text, code, formula or HTML; of a heading, caption or paragraph its
    # inline Markdown.
    content: str = ""
    # What else is known, by name: ``level``, ``labels``, ``width``, ``src``, ``name``.
    attrs: dict[str, Any] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    def copy(self) -> Node:
        """Return a copy that may be changed, whatever is below it included."""
        children = [child.copy() for child in self.children]
        attrs = {**self.attrs}
        return Node(self.type, self.line, self.end, self.tabs, self.content, attrs, children)

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, *types: str) -> Iterator[Node]:
        """Yield the nodes of some types among this one and all below it."""
        return (node for node in self.walk() if node.type in types)

    @property
    def text(self) -> str:
        """Text without markup; formulas as LaTeX between dollars."""
        if self.type == "math":
            return f"${self.content}$"
        if self.type in ("text", "code_span"):
            return self.content
        if self.type == "slide_mark":
            return ""
        return _BREAKS.get(self.type, "") or text_of(self.children)

    @property
    def labels(self) -> list[str]:
        """Labels that stand at this node."""
        return list(self.attrs.get("labels", ()))

    def to_dict(self) -> dict[str, Any]:
        """Return the node as plain data, without what is empty."""
        values: dict[str, Any] = {
            "tabs": list(self.tabs),
            "content": self.content,
            "attrs": self.attrs,
            "children": [child.to_dict() for child in self.children],
        }
        filled = {name: value for name, value in values.items() if value}
        return {"type": self.type, "line": self.line, "end": self.end, **filled}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Node:
        """Return the node that `to_dict` made data of."""
        children = [cls.from_dict(child) for child in data.get("children", ())]
        return cls(**{**data, "tabs": tuple(data.get("tabs", ())), "children": children})


def text_node(content: str) -> Node:
    """Return a text as a node."""
    return Node("text", content=content)


def text_of(nodes: Sequence[Node]) -> str:
    """Return the text of nodes without markup."""
    return "".join(node.text for node in nodes)


def joined(nodes: Sequence[Node]) -> list[Node]:
    """Return inlines with texts that follow each other as one."""
    done: list[Node] = []
    for node in nodes:
        if node.type == "text" and done and done[-1].type == "text":
            done[-1] = replace(done[-1], content=done[-1].content + node.content)
        else:
            done.append(node)
    return done


def stripped(nodes: Sequence[Node], *types: str) -> list[Node]:
    """Return nodes without those of some types at the beginning and the end."""
    kept = [place for place, node in enumerate(nodes) if node.type not in types]
    return list(nodes[kept[0] : kept[-1] + 1]) if kept else []


def transform(nodes: Sequence[Node], change: Callable[[Node], Sequence[Node]]) -> list[Node]:
    """Replace nodes, those below first.

    Args:
        nodes: siblings; they and what is below them are changed in place.
        change: returns what stands in place of a node whose children are done.
    """
    done: list[Node] = []
    for node in nodes:
        if node.children:
            node.children = transform(node.children, change)
        done += change(node)
    return done
