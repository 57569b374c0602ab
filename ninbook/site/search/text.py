"""What a reader can search for on a finished page: its sections, their words and their code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from unicodedata import normalize

_INLINE = re.compile(
    "a|abbr|b|cite|code|em|i|kbd|mark|q|s|samp|semantics|small|span|strong|sub|sup|u|var|wbr"
    "|m(?:ath|frac|i|n|o|over|row|s|space|sqrt|style|sub|subsup|sup|text|under|underover)"
)
_HEADING = re.compile("h[1-6]")
_VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
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
    reader.feed(html[start:end])
    reader.close()
    reader.flush()
    return [section for section in reader.sections if section.title or section.texts]


class _Reader(HTMLParser):
    """Gathers text; a level of the stack is an element that is open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sections = [Section("")]
        self._stack: list[tuple[str, Section, str, bool, bool]] = []
        """Name of each open element, and section, framework, silence and code outside of it."""
        self._section = self.sections[0]
        self._framework = ""
        self._is_silent = False
        self._is_code = False
        self._is_heading = False
        self._pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if not _INLINE.fullmatch(tag):
            self._pieces.append(" ")
        if _VOID.fullmatch(tag):
            return
        outside = (self._section, self._framework, self._is_silent, self._is_code)
        self._stack.append((tag, *outside))
        values = {name: value or "" for name, value in attrs}
        classes = set(values.get("class", "").split())
        self._is_silent = self._is_silent or tag in _LEFT_OUT or bool(classes & _LEFT_OUT_CLASSES)
        if "tab-panel" in classes and "data-framework" in values:
            self.flush()
            self._framework = values["data-framework"]
        elif tag == "section" and "id" in values:
            self.flush()
            # The page's first section is the page itself.
            if any(section.title for section in self.sections):
                self.sections.append(Section(values["id"]))
            self._section = self.sections[-1]
        elif tag == "pre":
            self.flush()
            self._is_code = True
        elif _HEADING.fullmatch(tag) and not self._section.title:
            self.flush()
            self._is_heading = True

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those in it whose end is implied."""
        if not _INLINE.fullmatch(tag):
            self._pieces.append(" ")
        if not any(opened[0] == tag for opened in self._stack):
            return
        while True:
            name, section, framework, is_silent, is_code = self._stack.pop()
            if _HEADING.fullmatch(name) and self._is_heading:
                self._section.title = _spaced("".join(self._pieces))
                self._pieces.clear()
                self._is_heading = False
            ends = (section, framework, is_code) != (self._section, self._framework, self._is_code)
            if ends:
                self.flush()
            self._section, self._framework = section, framework
            self._is_silent, self._is_code = is_silent, is_code
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Take text."""
        if self._is_silent:
            return
        if any(opened[0] == "math" for opened in self._stack):
            data = normalize("NFKC", data).strip()  # bold and italic letters of formulas
        self._pieces.append(data)

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
