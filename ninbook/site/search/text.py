"""What a reader can search for on a finished page: its sections, their words and their code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
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
PROSE, CODE = 0, 1


@dataclass
class Section:
    """A part of a page that a result leads to."""

    anchor: str  # its id; empty for the page as a whole
    title: str = ""
    texts: list[tuple[int, str, str]] = field(default_factory=list)
    """Its words: each run with its kind, and its framework, which is empty for all."""

    def as_json(self) -> list[Any]:
        """Return the section as the site's script reads it."""
        return [self.anchor, self.title, [list(text) for text in self.texts]]


def sections_of(html: str) -> list[Section]:
    """Return what a page's ``<article>`` holds, section by section; empty ones are left out."""
    start, end = html.find("<article"), html.rfind("</article>")
    if start < 0 or end < 0:
        return []
    reader = _Reader()
    body = LexborHTMLParser(html[start:end]).body
    assert body is not None
    reader.read(body)
    reader.flush()
    return [section for section in reader.sections if section.title or section.texts]


class _Reader:
    """Gathers text."""

    def __init__(self) -> None:
        self.sections = [Section("")]
        self._section = self.sections[0]
        self._framework = ""
        self._is_silent = False
        self._is_code = False
        self._is_formula = False
        self._pieces: list[str] = []

    def read(self, parent: LexborNode) -> None:
        """Take the text in an element."""
        for node in parent.iter(include_text=True):
            if node.is_element_node:
                self._read_element(node)
            elif node.is_text_node and not self._is_silent:
                text = node.text_content or ""
                # Bold and italic letters of formulas are other characters.
                self._pieces.append(normalize("NFKC", text).strip() if self._is_formula else text)

    def _read_element(self, element: LexborNode) -> None:
        tag, values = element.tag or "", element.attributes
        space = [] if tag in _INLINE else [" "]
        self._pieces += space
        outside = (self._section, self._framework, self._is_code)
        is_silent, is_formula = self._is_silent, self._is_formula
        classes = (values.get("class") or "").split()
        self._is_silent = is_silent or tag in _LEFT_OUT or not _LEFT_OUT_CLASSES.isdisjoint(classes)
        self._is_formula = is_formula or tag == "math"
        is_title = bool(_HEADING.fullmatch(tag)) and not self._section.title
        is_section = tag == "section" and "id" in values
        is_panel = "tab-panel" in classes and "data-framework" in values
        if is_title or is_section or is_panel or tag == "pre":
            self.flush()
        if is_panel:
            self._framework = values["data-framework"] or ""
        elif is_section:
            # The page's first section is the page itself.
            if any(section.title for section in self.sections):
                self.sections.append(Section(values["id"] or ""))
            self._section = self.sections[-1]
        self._is_code = self._is_code or tag == "pre"
        self.read(element)
        self._pieces += space
        if is_title:
            self._section.title = _spaced("".join(self._pieces))
            self._pieces.clear()
        if outside != (self._section, self._framework, self._is_code):
            self.flush()
        self._section, self._framework, self._is_code = outside
        self._is_silent, self._is_formula = is_silent, is_formula

    def flush(self) -> None:
        """End the run of text that is gathered."""
        text = "".join(self._pieces)
        self._pieces.clear()
        text = normalize("NFC", text.strip("\n") if self._is_code else _spaced(text)).rstrip()
        if not text.strip():
            return
        kind = CODE if self._is_code else PROSE
        self._section.texts.append((kind, self._framework, text))


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
