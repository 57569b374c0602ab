"""What of a page is on slides: the text that slide marks choose, and all code.

``[**...**]`` begins a slide, ``(**...**)`` adds to it, and ``[~~...~~]`` and ``(~~...~~)`` do the
same with text for slides alone. As in d2lbook, the text between two code cells is one slide, which
is new if one of the marks in it begins one. Marks may span blocks.
"""

import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ninbook.document.nodes import Node, stripped, text_node, text_of

_OPEN_TEXT = re.compile(r"[^.!?。！？:：]\s*$")
"""Text that the next marked text goes on with, as in ``(**we**) (~~should~~) (**train**)``."""
_SAVED = re.compile(r"[ \t]*#@save\b")
_RULE = re.compile(r"\s*-{3,}\s*")
_ENDING = ".,:;，。：； \n"


@dataclass
class Text:
    """Chosen text between two cells."""

    begins: bool = False  # whether it begins a slide
    blocks: list[Node] = field(default_factory=list)
    """What is marked in a paragraph is a paragraph of its own."""


@dataclass
class Code:
    """A code cell."""

    node: Node
    source: str  # its code in the tab
    outputs: Sequence[Any] = ()  # as nbformat has them
    provenance: Node | None = None  # what they were computed with


def has_marks(nodes: Sequence[Node]) -> bool:
    """Tell whether anything is marked for slides."""
    below = (found for node in nodes for found in node.walk())
    return any(node.type == "slide_mark" or "slide" in node.attrs for node in below)


def select(nodes: Sequence[Node]) -> list[Text | Code]:
    """Return what is on slides of a page that `ninbook.pages.present` made; it stays as it is."""
    return _Selection().of(nodes)


class _Selection:
    """State of the walk through a page: the mark that is open, and what was chosen."""

    def __init__(self) -> None:
        self._open = ""
        self._chosen: list[Text | Code] = []
        self._tabs: tuple[str, ...] | None = None

    def of(self, nodes: Sequence[Node]) -> list[Text | Code]:
        """Return what is chosen of a page."""
        for node in nodes:
            self._visit(node)
        return [part for part in self._chosen if isinstance(part, Code) or part.blocks]

    def _visit(self, node: Node) -> None:
        last = self._chosen[-1] if self._chosen else None
        if node.type == "cell":
            self._chosen.append(Code(node, node.attrs["source"]))
        elif node.type == "outputs" and isinstance(last, Code):
            last.outputs = node.attrs["outputs"]
        elif node.type == "provenance":
            self._say_provenance(node)
        elif node.type in ("answer", "widget"):
            for child in node.children:
                self._visit(child)
        else:
            if not isinstance(last, Text) or node.tabs != self._tabs:
                self._chosen.append(Text(begins=self._open.startswith("[")))
            self._tabs = node.tabs
            self._text.blocks += self._blocks([node])

    def _say_provenance(self, node: Node) -> None:
        """Say what made the outputs of all cells that a line on provenance is for."""
        for code in self._chosen:
            if isinstance(code, Code):
                is_above = code.node.line == node.line  # a directive's has another line
                if is_above or code.node.attrs["number"] in node.attrs.get("cells", ()):
                    code.provenance = node

    @property
    def _text(self) -> Text:
        text = self._chosen[-1]
        assert isinstance(text, Text)
        return text

    def _blocks(self, nodes: Sequence[Node]) -> list[Node]:
        """Return what is chosen of blocks."""
        return [chosen for node in nodes for chosen in self._block(node)]

    def _block(self, node: Node) -> Iterator[Node]:
        if node.type == "slide_mark":
            self._mark(node)
        elif node.type == "figure" and "slide" in node.attrs:
            self._begin(node.attrs["slide"])
            yield _whole(node)
        elif not any(found.type == "slide_mark" for found in node.walk()):
            if self._open:
                yield _whole(node)
        elif node.type in ("heading", "paragraph", "caption", "term"):
            yield from self._marked(node)
        elif node.type == "table":  # no part of one makes sense alone
            for mark in node.find("slide_mark"):
                self._mark(mark)
            yield _unmarked(node)
        elif node.type in ("bullet_list", "ordered_list", "definition_list"):
            children = self._blocks(node.children)
            if children:
                yield replace(node, children=children)
        elif children := self._blocks(node.children):
            yield replace(node, children=children)

    def _mark(self, mark: Node) -> None:
        self._open = mark.attrs["name"] if mark.attrs["opens"] else ""
        if self._open:
            self._begin(self._open)

    def _begin(self, mark: str) -> None:
        self._text.begins |= mark.startswith("[")

    def _marked(self, node: Node) -> Iterator[Node]:
        """Yield what is marked in a block of inlines, each in a block of its own."""
        spans: list[list[Node]] = [[]] if self._open else []
        between: list[Node] = []
        for child in node.children:
            if child.type == "slide_mark":
                self._mark(child)
                goes_on = spans and not text_of(between).strip() and _is_open(spans[-1])
                if self._open and not goes_on:
                    spans.append([])
                elif self._open:
                    spans[-1].append(text_node(" "))
                between = []
            elif self._open:
                spans[-1].append(child)
            else:
                between.append(child)
        for span in spans:
            chosen = replace(node, content="", children=_trimmed(span))
            if _RULE.fullmatch(text_of(span)) and node.type == "paragraph":
                self._underline()
            elif text_of(span).strip() or any(child.type == "image" for child in span):
                yield chosen

    def _underline(self) -> None:
        """Make the last text a heading, as ``---`` below it does in Markdown."""
        blocks = self._text.blocks
        if blocks and blocks[-1].type == "paragraph":
            blocks[-1] = replace(blocks[-1], type="heading", attrs={"level": 2})


def _is_open(span: Sequence[Node]) -> bool:
    return bool(_OPEN_TEXT.search(text_of(span)))


def _whole(node: Node) -> Node:
    """Return a block as slides show it: pictures without caption, text without full stop."""
    if node.type == "figure":
        return replace(node, type="paragraph", children=[replace(node, type="image")])
    if node.type == "math_block":
        return replace(node, content=node.content.rstrip(_ENDING))
    if node.type == "paragraph":
        return replace(node, children=_trimmed(node.children))
    return node


def _unmarked(node: Node) -> Node:
    children = [_unmarked(child) for child in node.children if child.type != "slide_mark"]
    return replace(node, children=children)


def _trimmed(span: Sequence[Node]) -> list[Node]:
    """Return inlines as a point of a slide: with a capital, without the full stop at the end."""
    done = [replace(node) for node in stripped(span, "softbreak", "hardbreak")]
    if done and done[0].type == "text":
        content = done[0].content.lstrip()
        done[0].content = content[:1].upper() + content[1:]
    if done and done[-1].type == "text":
        done[-1].content = done[-1].content.rstrip(_ENDING)
    return done


def for_slides(parts: Sequence[Text | Code]) -> list[Text | Code]:
    """Join cells that nothing stands between, and take comments out of code."""
    done: list[Text | Code] = []
    for part in parts:
        if isinstance(part, Text):
            done.append(part)
            continue
        source = without_comments(part.source).strip("\n")
        last = done[-1] if done else None
        if isinstance(last, Code) and not last.outputs:
            last.source = f"{last.source}\n\n{source}".strip("\n")
            last.outputs, last.provenance = part.outputs, part.provenance
        else:
            done.append(replace(part, source=source))
    return done


def without_comments(source: str) -> str:
    """Return code without its comments; as it is if it is no Python."""
    source = _SAVED.sub("", source)
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return source
    lines = source.split("\n")
    empty = set()
    for token in tokens:
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
            if not lines[row - 1]:
                empty.add(row - 1)
    return "\n".join(line.rstrip() for row, line in enumerate(lines) if row not in empty)
