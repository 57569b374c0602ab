"""A page of the book as a document, parsed once for all who read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ninbook.document.arrange import arrange
from ninbook.document.cells import Cell, cells_for, is_for, loads_tabs, tabs_of
from ninbook.document.markdown import tree_of
from ninbook.document.nodes import Node

NUMBERED = ("heading", "figure", "table", "math_block", "toc")
"""Nodes that take part in numbering."""


@dataclass(frozen=True)
class Document:
    """A page in one language.

    Attributes:
        path: the page in the book's first language, relative to the book's root.
        file: the file that was read, a translation's where there is one.
        text: its Markdown, with Unix line ends.
    """

    path: Path
    file: Path
    text: str = field(repr=False)

    @cached_property
    def nodes(self) -> list[Node]:
        """Blocks of the page. They are shared: change a copy."""
        nodes = arrange(tree_of(self.text.removeprefix("\ufeff")))
        for node in nodes:
            for cell in node.find("cell"):
                cell.tabs = tabs_of(cell.content)
        return nodes

    @property
    def name(self) -> str:
        """The page's path without its suffix, with forward slashes."""
        return self.path.with_suffix("").as_posix()

    def find(self, *types: str) -> Iterator[Node]:
        """Yield the nodes of some types, in the order of the text."""
        return (found for node in self.nodes for found in node.find(*types))

    @cached_property
    def cells(self) -> list[Node]:
        """Code cells of all tabs."""
        return list(self.find("cell"))

    def code(self, tab: str | None, default_tab: str | None) -> list[Cell] | None:
        """Return the code of one tab; see `ninbook.document.cells.cells_for`."""
        named = {name for block in self.find("tab_block") for name in block.tabs}
        return cells_for(self.cells, tab, default_tab, named)

    def in_tab(self, tab: str | None, default_tab: str | None = None) -> list[Node]:
        """Return the blocks that one tab shows; blocks for tabs are dissolved.

        Args:
            tab: the tab; None in a book without tabs, which shows all.
            default_tab: the tab of cells that name none.
        """
        return list(_in_tab(self.nodes, tab, default_tab))

    @cached_property
    def title(self) -> Node | None:
        """The first heading."""
        return next(self.find("heading"), None)

    def numbered(self) -> Iterator[Node]:
        """Yield what takes part in numbering, in order: headings, figures and tables with a
        caption, formulas on lines of their own, and tables of contents.
        """
        for node in visible(self.nodes):
            for found in node.find(*NUMBERED):
                if found.type == "figure" and not found.children:
                    continue
                if found.type == "table" and not found.children[0].type == "caption":
                    continue
                yield found


def visible(nodes: Sequence[Node]) -> Iterator[Node]:
    """Yield the blocks that are not for slides alone."""
    return (node for node in nodes if not is_for_slides_alone(node))


def is_for_slides_alone(block: Node) -> bool:
    """Tell whether a block holds nothing but text between ``(~~`` and ``~~)``."""
    if block.type == "figure":
        return str(block.attrs.get("slide", "")).endswith("~~")
    first = block.children[0] if block.children else None
    last = block.children[-1] if block.children else None
    return (
        block.type == "paragraph"
        and first is not None
        and last is not None
        and first.type == last.type == "slide_mark"
        and first.attrs["name"] == last.attrs["name"]
        and first.attrs["name"].endswith("~~")
    )


def _in_tab(nodes: Sequence[Node], tab: str | None, default_tab: str | None) -> Iterator[Node]:
    for node in nodes:
        if node.type == "tab_block":
            if tab is None or is_for(node.tabs, tab):
                yield from _in_tab(node.children, tab, default_tab)
        elif node.type == "cell" and tab is not None:
            if not loads_tabs(node) and is_for(node.tabs or (default_tab or "",), tab):
                yield node
        else:
            yield node
