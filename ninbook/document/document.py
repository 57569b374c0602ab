"""A page of the book as a document, parsed once for all who read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

from ninbook.document.cells import Cell, cells_for, is_for, loads_tabs, tabs_of
from ninbook.document.nodes import Node, stripped
from ninbook.files.text import decoded

NUMBERED = ("heading", "figure", "table", "output_caption", "math_block", "toc")
"""Nodes that take part in numbering."""


@dataclass(frozen=True)
class Document:
    """A page in one language.

    The tables of contents of a translation are the original's. So a new page is in every edition at
    once, in the first language until it is translated. Of reStructuredText the nodes are what has a
    number or a label.
    """

    path: Path  # the page in the book's first language, relative to the book's root
    file: Path  # the file that was read, a translation's where there is one
    text: str = field(repr=False)  # with Unix line ends
    original: Document | None = field(default=None, repr=False)  # of a translation

    @cached_property
    def nodes(self) -> list[Node]:
        """Blocks of the page. They are shared: change a copy."""
        nodes = self._parsed()
        _tell_notes_apart(nodes)
        for node in nodes:
            for cell in node.find("cell"):
                cell.tabs = tabs_of(cell.content)
        self._take_contents(nodes)
        for ordinal, item in enumerate(_numbered(visible(nodes))):
            item.attrs["ordinal"] = ordinal  # by which copies of the node are numbered, too
        return nodes

    def _parsed(self) -> list[Node]:
        # These load parsers, and few pages are parsed anew.
        if self.file.suffix == ".rst":
            from ninbook.document.restructured import nodes_of

            return nodes_of(self.text)
        from ninbook.document.arrange import parse

        return parse(self.text.removeprefix("\ufeff"))

    def _take_contents(self, nodes: Sequence[Node]) -> None:
        mine = [found for node in nodes for found in node.find("toc")]
        if not mine or self.original is None:
            return
        theirs = list(self.original.find("toc"))
        if len(theirs) == len(mine):
            for node, source in zip(mine, theirs, strict=True):
                node.content, node.attrs = source.content, dict(source.attrs)

    @property
    def name(self) -> str:
        """The page's path without its suffix, with forward slashes."""
        return self.path.with_suffix("").as_posix()

    def find(self, *types: str) -> Iterator[Node]:
        """Yield the nodes of some types, in the order of the text."""
        return (node for node in self._all if node.type in types)

    @cached_property
    def _all(self) -> list[Node]:
        return [node for block in self.nodes for node in block.walk()]

    @cached_property
    def cells(self) -> list[Node]:
        """Code cells of all tabs."""
        return list(self.find("cell"))

    def code(self, tab: str | None, default_tab: str | None) -> list[Cell] | None:
        """Return the code of one tab; see `ninbook.document.cells.cells_for`."""
        if (tab, default_tab) not in self._code:
            named = {name for block in self.find("tab_block") for name in block.tabs}
            self._code[tab, default_tab] = cells_for(self.cells, tab, default_tab, named)
        return self._code[tab, default_tab]

    @cached_property
    def _code(self) -> dict[tuple[str | None, str | None], list[Cell] | None]:
        return {}

    def blocks_in_tab(self, tab: str | None, default_tab: str | None) -> list[tuple[int, Node]]:
        """Return the blocks that one tab shows, or all tabs, each with its place in the page.

        Blocks for tabs are dissolved, and footnotes stand behind all else. Cells that name no tab
        are for the default one.
        """
        blocks = [
            block
            for node in self.nodes
            for block in (node.children if node.type == "tab_block" else [node])
        ]
        blocks.sort(key=lambda block: block.type == "footnote")  # else they part panels of tabs
        return [each for each in enumerate(blocks) if _is_in_tab(each[1], tab, default_tab)]

    def numbered(self) -> Iterator[Node]:
        """Yield what takes part in numbering or has a label; ``ordinal`` is the place of each."""
        yield from _numbered(visible(self.nodes))


def document_of(
    path: Path, content: bytes, file: Path | None = None, original: Document | None = None
) -> Document:
    """Return the document that a file holds; the same one for the same content.

    Args:
        path: the page, relative to the book's root.
        content: content of the file.
        file: the file, relative to the root, if it is another one: a translation.
        original: the page in the book's first language, for a translation.

    Raises:
        PageError: it isn't UTF-8.
    """
    file = file or path
    return _document(path, file, decoded(content, file).replace("\r\n", "\n"), original)


_document = lru_cache(maxsize=1000)(Document)  # all stages read the same tree


def read_page(root: Path, path: Path) -> Document:
    """Read a page of the book in a folder; see `document_of`."""
    return document_of(path, (root / path).read_bytes())


def _tell_notes_apart(nodes: Sequence[Node]) -> None:
    """Rename footnotes of tabs that other tabs, or all of them, have too, where they are named."""
    found = [found for node in nodes for found in node.find("footnote", "footnote_ref")]
    notes = [node for node in found if node.type == "footnote"]
    first: dict[str, tuple[str, ...]] = {}
    own = {
        (label, note.tabs)
        for note in sorted(notes, key=lambda note: bool(note.tabs))
        if first.setdefault(label := note.attrs["label"], note.tabs) != note.tabs
    }
    for node in found:
        if (node.attrs["label"], node.tabs) in own:
            node.attrs["label"] += f" ({', '.join(node.tabs)})"


def _numbered(nodes: Sequence[Node], in_section: bool = True) -> Iterator[Node]:
    for node in nodes:
        if (node.type in NUMBERED and has_number(node, in_section)) or node.labels:
            yield node
        yield from _numbered(node.children, in_section and node.type == "tab_block")


def has_number(node: Node, in_section: bool = True) -> bool:
    """Tell whether a node of the types `NUMBERED` counts.

    It stands in a section, or else in another block: a list, a quotation or a table.
    """
    if node.type == "figure":
        return bool(node.children)
    if node.type == "table":
        return node.children[0].type == "caption"
    return in_section or node.type != "heading"


def visible(nodes: Sequence[Node]) -> list[Node]:
    """Return nodes as pages show them: without slide marks and text for slides alone.

    They stay as they are; copies stand for those that change.
    """
    hidden = False  # between ``(~~`` and ``~~)``

    def shown(nodes: Sequence[Node]) -> list[Node]:
        nonlocal hidden
        done = []
        for node in nodes:
            if node.type == "slide_mark":
                if node.attrs["name"].endswith("~~"):
                    hidden = node.attrs["opens"]
            elif node.type == "cell":
                done.append(node)
            elif node.type == "figure" and str(node.attrs.get("slide")).endswith("~~"):
                continue
            elif not node.children:
                if not hidden:
                    done.append(node)
            elif node.type == "table_row":  # in which each column keeps its cell
                cells = [replace(cell, children=shown(cell.children)) for cell in node.children]
                if any(cell.children for cell in cells) or not node.text:
                    done.append(node if cells == node.children else replace(node, children=cells))
            elif children := shown(node.children):
                if [id(child) for child in children] != [id(child) for child in node.children]:
                    node = replace(node, children=stripped(children, "softbreak"))
                done.append(node)
        return done

    return shown(nodes)


def _is_in_tab(node: Node, tab: str | None, default_tab: str | None) -> bool:
    if node.type == "cell" and tab is not None:
        return not loads_tabs(node) and is_for(node.tabs or (default_tab or "",), tab)
    return tab is None or node.type == "footnote" or is_for(node.tabs, tab)
