"""A page as the model has it, in lines that can be compared with those of pandoc's reading."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lines import Lines, code, inline, one_line, without_comments

from ninbook.document.document import Document
from ninbook.document.nodes import Node

_NAMES = {"emphasis": "em", "strong": "strong", "strikethrough": "strike"}
_MARKS = ("width", "height")


def lines_of(text: str) -> Lines:
    """Return the lines of a page."""
    document = Document(Path("page.md"), Path("page.md"), text)
    notes = {node.attrs.get("label"): node for node in document.find("footnote")}
    writer = _Writer(Lines(), notes)
    writer.blocks(document.nodes)
    return writer.lines


class _Writer:
    def __init__(self, lines: Lines, notes: dict[Any, Node]) -> None:
        self.lines = lines
        self._notes = notes

    def blocks(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            self.lines.number = node.line
            getattr(self, f"_{node.type}", self._unknown)(node)

    def _unknown(self, node: Node) -> None:
        self.lines.add(f"unknown {node.type} {one_line(node.content)}")

    def _marks_below(self, node: Node) -> None:
        labels = "eqlabel" if node.type == "math_block" else "label"
        named = [(labels, label) for label in node.labels]
        self.lines.marks([*named, *((n, node.attrs[n]) for n in _MARKS if n in node.attrs)])

    def _paragraph(self, node: Node) -> None:
        self.lines.paragraph(self.inlines(node.children))
        self._marks_below(node)

    def _output_caption(self, node: Node) -> None:
        self.lines.paragraph(f"{node.attrs['kind'].title()}: {self.inlines(node.children)}")
        self._marks_below(node)

    def _heading(self, node: Node) -> None:
        self.lines.block(f"heading {node.attrs['level']}", self.inlines(node.children))
        self._marks_below(node)

    def _figure(self, node: Node) -> None:
        if node.attrs.get("slide", "").endswith("~~"):
            return  # only slides show it
        title = f' "{node.attrs["title"]}"' if node.attrs.get("title") else ""
        self.lines.paragraph(
            inline(f"image {unquote(node.attrs['src'])}{title}", self.inlines(node.children))
        )
        self._marks_below(node)

    def _math_block(self, node: Node) -> None:
        self.lines.add(inline("display", one_line(node.content)))
        self._marks_below(node)

    def _cell(self, node: Node) -> None:
        if node.content.strip():
            self.lines.add("cell")

    def _code_block(self, node: Node) -> None:
        self.lines.add(code(node.attrs["info"], node.content))
        self._marks_below(node)

    _output = _toc = _eval_rst = _code_block

    def _bullet_list(self, node: Node) -> None:
        self._items("bullets", node)

    def _ordered_list(self, node: Node) -> None:
        self._items(f"ordered {node.attrs.get('start', 1)}", node)

    def _items(self, name: str, node: Node) -> None:
        with self.lines.inside(name):
            for item in node.children:
                with self.lines.inside("item"):
                    self.blocks(item.children)

    def _definition_list(self, node: Node) -> None:
        with self.lines.inside("definitions"):
            for child in node.children:
                if child.type == "term":
                    self.lines.block("term", self.inlines(child.children))
                else:
                    with self.lines.inside("definition"):
                        self.blocks(child.children)

    def _blockquote(self, node: Node) -> None:
        with self.lines.inside("quote"):
            self.blocks(node.children)

    def _table(self, node: Node) -> None:
        first, *rows = node.children
        caption = ""
        if first.type == "caption":
            caption, rows = self.inlines(first.children), rows
        else:
            rows = node.children
        aligns = [align or "default" for align in node.attrs["aligns"]]
        cells = [[self.inlines(cell.children) for cell in row.children] for row in rows]
        self.lines.table(caption, aligns, cells)
        self._marks_below(node)

    def _tab_block(self, node: Node) -> None:
        self.blocks(node.children)

    def _html_block(self, node: Node) -> None:
        self.lines.html(node.content)

    _comment = _html_block

    def _directive(self, node: Node) -> None:
        argument = f" {node.attrs['argument']}" if node.attrs["argument"] else ""
        self.lines.html(f"<!-- ninbook: {node.attrs['name']}{argument} -->")

    def _thematic_break(self, node: Node) -> None:
        self.lines.add("rule")

    def _footnote(self, node: Node) -> None:
        """A footnote stands where it is referred to."""

    def _slide_mark(self, node: Node) -> None:
        """Marks of slides are gone before pandoc reads."""

    _stray_end = _slide_mark

    def _marks(self, node: Node) -> None:
        self.lines.marks(node.attrs["marks"])

    def inlines(self, nodes: Sequence[Node]) -> str:
        parts: list[str] = []
        hidden = False
        for node in nodes:
            if node.type == "slide_mark" and node.attrs["name"].endswith("~~"):
                hidden = node.attrs["opens"]
            elif not hidden:
                parts.append(self._inline(node))
        return "".join(parts)

    def _inline(self, node: Node) -> str:
        if node.type in _NAMES:
            return inline(_NAMES[node.type], self.inlines(node.children))
        if node.type in ("text", "softbreak"):
            return node.content or " "
        if node.type == "hardbreak":
            return "⟦break⟧"
        if node.type == "code_span":
            return inline("code", node.content)
        if node.type == "math":
            return inline("math", node.content)
        if node.type == "math_block":
            return inline("display", node.content)
        if node.type == "role":
            return inline(f"role {node.attrs['name']}", node.content)
        if node.type == "html_inline":
            return inline("html", node.content) if without_comments(node.content) else ""
        if node.type in ("link", "image"):
            title = f' "{node.attrs["title"]}"' if node.attrs.get("title") else ""
            address = node.attrs.get("href", node.attrs.get("src", ""))
            return inline(f"{node.type} {unquote(address)}{title}", self.inlines(node.children))
        if node.type == "footnote_ref":
            inner = _Writer(Lines(), self._notes)
            note = self._notes.get(node.attrs.get("label"))
            inner.blocks(note.children if note else ())
            return inline("note", one_line(" ".join(inner.lines.texts)))
        if node.type == "slide_mark":
            return ""
        return inline(f"unknown {node.type}", node.content)
