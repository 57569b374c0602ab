"""HTML in Markdown: elements that HTML has are HTML; ``<pad>`` and ``<unk>`` are text."""

import re
from bisect import bisect
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_inline import StateInline, html_inline

_ELEMENTS = """
a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button
canvas caption center cite code col colgroup data datalist dd del details dfn dialog div dl dt
em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup hr
html i iframe img input ins kbd label legend li link main map mark math menu meta meter nav
noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp
script search section select slot small source span strike strong style sub summary sup svg
table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr
"""
"""Elements of the HTML standard, and of earlier ones those that still mean something."""
_KNOWN = frozenset(_ELEMENTS.split())
SITE_ONLY = frozenset(
    ("audio", "button", "canvas", "embed", "form", "iframe", "math", "object", "picture", "script")
) | frozenset(("select", "style", "svg", "template", "textarea", "video"))
"""Elements that no form of the book but the site can show."""
_DRAWING = re.compile(r"<(/?)(svg|math)\b", re.IGNORECASE)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")


def use_html_rules(md: MarkdownIt) -> None:
    """Put the rules in place of the parser's own."""
    md.block.ruler.at("html_block", _block, {"alt": ["paragraph", "reference", "blockquote"]})
    md.inline.ruler.at("html_inline", _inline)


def _is_unknown(text: str, position: int) -> bool:
    """Tell whether a tag begins that no HTML has; a name with a hyphen is an element's own."""
    tag = _TAG.match(text, position)
    return tag is not None and tag[1].lower() not in _KNOWN and "-" not in tag[1]


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    if _is_unknown(state.src, position):
        return False
    if state.src.startswith("<!--", position):  # one that doesn't end is text
        if "last_end_of_comment" not in state.env:
            state.env["last_end_of_comment"] = state.src.rfind("-->")
        if state.env["last_end_of_comment"] < position:
            return False
    return html_block(state, start, end, silent)


def _inline(state: StateInline, silent: bool) -> bool:
    if _is_unknown(state.src, state.pos):
        begins, ends = _drawings(state.src)
        place = bisect(begins, state.pos) - 1
        if place < 0 or ends[place] < state.pos:
            return False
    return html_inline(state, silent)


@lru_cache(maxsize=4)  # asked for each tag of a paragraph
def _drawings(text: str) -> tuple[list[int], list[int]]:
    """Return where elements begin and end in which all tags are those of SVG or MathML."""
    begins: list[int] = []
    ends: list[int] = []
    open_name = ""
    for found in _DRAWING.finditer(text):
        name = found[2].lower()
        if found[1] and name == open_name:
            ends.append(found.start())
            open_name = ""
        elif not found[1] and not open_name:
            begins.append(found.start())
            open_name = name
    return begins[: len(ends)], ends


def tags_of(html: str, first: int = 1) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Yield line, name and attributes of each opening tag in HTML that begins in a line."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for line, name, attributes in reader.found:
        yield first + line - 1, name, attributes


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.found.append((self.getpos()[0], tag, named))
