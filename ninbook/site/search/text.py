"""What a reader can search for on a finished page: its sections, their words and their code."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple
from unicodedata import normalize

from selectolax.lexbor import LexborHTMLParser, LexborNode

_INLINE = frozenset(
    (
        *("a", "abbr", "b", "cite", "code", "em", "i", "kbd", "mark", "q", "s", "samp"),
        *("semantics", "small", "span", "strong", "sub", "sup", "u", "var", "wbr"),
        *("math", "mfrac", "mi", "mn", "mo", "mover", "mrow", "ms", "mspace", "msqrt", "mstyle"),
        *("msub", "msubsup", "msup", "mtext", "munder", "munderover"),
    )
)
_HEADING = re.compile("h[1-6]")
_LEFT_OUT = frozenset(
    ("annotation", "button", "nav", "noscript", "script", "style", "summary", "svg")
)
_LEFT_OUT_CLASSES = frozenset(("headerlink", "provenance", "tab-name", "toctree-wrapper"))
PROSE, CODE, _TITLE = range(3)


@dataclass
class Section:
    """A part of a page that a result leads to."""

    anchor: str  # its id; empty for the page as a whole
    title: str = ""
    texts: list[tuple[int, str, str]] = field(default_factory=list)
    """Its words: each run with its kind, and its framework, which is empty for all."""


def sections_of(html: str) -> list[Section]:
    """Return what a page's ``<article>`` holds, section by section; empty ones are left out."""
    article = LexborHTMLParser(html).css_first("article")
    if article is None:
        return []
    reader = _Reader()
    page = _Place(reader.sections[0])
    reader.read(article, page)
    reader.end_run(page)
    return [section for section in reader.sections if section.title or section.texts]


class _Place(NamedTuple):
    """What a run of text belongs to."""

    section: Section
    framework: str = ""
    kind: int = PROSE


class _Reader:
    """Gathers the texts of a page."""

    def __init__(self) -> None:
        self.sections = [Section("")]
        self._pieces: list[str] = []

    def read(self, element: LexborNode, place: _Place, is_formula: bool = False) -> None:
        """Read what is in an element; its last run of text may go on behind it."""
        for node in element.iter(include_text=True):
            if node.is_text_node:
                text = node.text_content or ""
                # Formulas have bold and italic letters of their own.
                self._pieces.append(normalize("NFKC", text).strip() if is_formula else text)
            if not node.is_element_node:
                continue
            tag = str(node.tag)
            gap = "" if tag in _INLINE else " "
            self._pieces.append(gap)
            classes = (node.attributes.get("class") or "").split()
            if tag not in _LEFT_OUT and _LEFT_OUT_CLASSES.isdisjoint(classes):
                within = self._within(node, classes, place)
                if within != place:
                    self.end_run(place)
                self.read(node, within, is_formula or tag == "math")
                if within != place:
                    self.end_run(within)
            self._pieces.append(gap)

    def _within(self, node: LexborNode, classes: list[str], place: _Place) -> _Place:
        """Return what the text in an element belongs to."""
        tag, attributes = str(node.tag), node.attributes
        if "tab-panel" in classes and (framework := attributes.get("data-framework")):
            return place._replace(framework=framework)
        if tag == "section" and (anchor := attributes.get("id")):
            if any(section.title for section in self.sections):
                self.sections.append(Section(anchor))
            return place._replace(section=self.sections[-1])  # the page's first is the page itself
        if tag == "pre":
            return place._replace(kind=CODE)
        if _HEADING.fullmatch(tag) and not place.section.title:
            return place._replace(kind=_TITLE)
        return place

    def end_run(self, place: _Place) -> None:
        """Give the section the text that was read."""
        text = "".join(self._pieces)
        self._pieces.clear()
        section, framework, kind = place
        text = text.strip("\n") if kind == CODE else re.sub(r"\s+", " ", text).strip()
        text = normalize("NFC", text).rstrip()
        if kind == _TITLE:
            section.title = text
        elif text.strip():
            section.texts.append((kind, framework, text))
