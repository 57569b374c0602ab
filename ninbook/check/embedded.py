"""Problems of what is no Markdown in a page: tags of HTML, and formulas."""

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

from ninbook.document.document import Document
from ninbook.document.latex import COMMENT, within_formula
from ninbook.document.mathml import FormulaError, mathml_of
from ninbook.document.nodes import Node
from ninbook.document.rules.html import SITE_ONLY, tags_of
from ninbook.problems import Found, Severity

_HTML = ("html_block", "html_inline")
_CONTAINERS = ("blockquote", "definition", "footnote", "list_item", "tab_block")
_UNPAIRED = """
area base br col embed hr img input link meta param source track wbr
body caption colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead tr
"""
"""Elements without an end, and those whose end a browser finds by itself."""
_MEDIA = ("audio", "embed", "iframe", "source", "track", "video")
_IN_BOOK = re.compile(r"(?!#|\w+:|//).")
_MARKDOWN = re.compile(r"\$[^$\s][^$]*\$|\*\*\w|\]\([^)\s]+\)|`[^`]+`|:\w+:`")
_LAST_COMMENT = re.compile(rf"(?:{COMMENT.pattern}(?:\n\s*|\Z))+\Z")
"""Comments that would hide what ends the formula."""
_LABEL = re.compile(r":(?:eq)?label:`[^`]*`")
_BEGUN = re.compile(r"</?[A-Za-z][\w-]*")


def check_html(page: Document) -> Iterator[Found]:
    """Yield elements of HTML that a PDF leaves out, and tags without a partner."""
    for node in page.find(*_HTML):
        for line, name, attributes in tags_of(node.content, node.line):
            if name in SITE_ONLY:
                yield Found(line, f"a PDF can't show <{name}> and leaves it out", Severity.WARNING)
            address = attributes.get("src", "")
            if name in _MEDIA and _IN_BOOK.match(address) and "_static/" not in address:
                yield Found(line, f"{address} isn't copied to the site; write where the web has it")
            elif name == "img" and not attributes.get("src"):
                yield Found(line, "image without an address; add src")
            elif name == "a" and _IN_BOOK.match(attributes.get("href", "")):
                yield Found(line, f"HTML can't link to {attributes['href']}; write [text](address)")
    yield from _check_pairs(page.nodes)


def _check_pairs(nodes: Sequence[Node]) -> Iterator[Found]:
    """Yield the tags without a partner in blocks, and in those that hold blocks of their own."""
    tags = _Tags()
    for node in nodes:
        if node.type in _CONTAINERS or (node.children and node.children[0].type in _CONTAINERS):
            yield from _check_pairs(node.children)
        else:
            for html in node.find(*_HTML):
                tags.read(html)
    yield from tags.wrong()


class _Tags(HTMLParser):
    """The tags that are open, and what was wrong before."""

    def __init__(self) -> None:
        super().__init__()
        self._first, self._is_block = 0, False
        self._open: list[tuple[str, int]] = []
        self._wrong: list[Found] = []

    def read(self, node: Node) -> None:
        self.reset()
        self._first, self._is_block = node.line - 1, node.type == "html_block"
        self.feed(node.content)
        if self.rawdata and (found := _BEGUN.match(self.rawdata)):
            self._wrong.append(Found(self._line, f"{found[0]} has no > behind it; add it"))

    def wrong(self) -> list[Found]:
        self._drop(0)
        return self._wrong

    @property
    def _line(self) -> int:
        return self._first + self.getpos()[0]

    def _drop(self, kept: int) -> None:
        for name, line in self._open[kept:]:
            self._wrong.append(Found(line, f"<{name}> is never closed; add </{name}>"))
        del self._open[kept:]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNPAIRED.split():
            self._open.append((tag, self._line))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take ``<rect/>`` for closed, as in SVG."""

    def handle_data(self, data: str) -> None:
        if self._is_block and self.cdata_elem is None and (found := _MARKDOWN.search(data)):
            line = self._line + data.count("\n", 0, found.start())
            message = f"{found[0]} in HTML is shown literally; put empty lines around Markdown"
            self._wrong.append(Found(line, message))

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self._open]
        if tag in names:
            place = len(names) - 1 - names[::-1].index(tag)
            self._drop(place + 1)
            self._open.pop()
        elif tag not in _UNPAIRED.split():
            self._wrong.append(Found(self._line, f"</{tag}> closes nothing; delete it"))


def check_formulas(page: Document) -> Iterator[Found]:
    """Yield formulas that the site or LaTeX can't set."""
    for node in page.find("math", "math_block"):
        for offset, message in _problems_of(node):
            line = node.line + node.attrs.get("offset", 0) + node.content.count("\n", 0, offset)
            yield Found(line, f"formula: {message}")


def _problems_of(node: Node) -> Iterator[tuple[int, str]]:
    comment = _LAST_COMMENT.search(node.content)
    if comment:
        yield comment.start(), r"% begins a comment in LaTeX; write \%"
    if mark := _LABEL.search(node.content):
        yield mark.start(), f"{mark[0]} is part of the formula; put it behind the closing $$"
    displayed = node.type == "math_block"
    if node.labels and (tag := node.content.find(r"\tag")) >= 0:
        yield tag, r"\tag is not the number of references to its label; delete one of them"
    try:
        mathml_of(within_formula(node.content, displayed), "block" if displayed else "inline")
    except FormulaError as error:
        blanks = len(node.content) - len(node.content.lstrip())
        yield blanks + error.offset, str(error).rstrip(".")
