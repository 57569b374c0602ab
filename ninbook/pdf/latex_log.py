"""Finds in LaTeX's log what a reader of the PDF would see: overflow, missing glyphs, dead links."""

import re
from collections.abc import Iterator
from typing import NamedTuple

OVERFLOW_POINTS = 10.0
"""Overflow below this, 3.5 mm, hides in the margin."""

_OVERFULL = re.compile(
    r"^Overfull \\(?P<kind>[hv])box \((?P<points>[\d.]+)pt too (?:wide|high)\)"
    r"(?:.*? lines? (?P<line>\d+))?",
    re.MULTILINE,
)
_GLYPH = re.compile(
    r'^Missing character: There is no (?P<character>.).*? in font "?\[?(?P<font>[^\]/:"!]+)',
    re.MULTILINE,
)
_UNDEFINED = re.compile(
    r"^(?:LaTeX|Package \w+) Warning: (?P<what>(?:Hyper r|R)eference|Citation) "
    r"[`'](?P<name>[^']+)'.*? undefined on input line (?P<line>\d+)",
    re.MULTILINE,
)
_TWICE = re.compile(r"^LaTeX Warning: Label [`'](?P<name>[^']+)' multiply defined", re.MULTILINE)
_ERROR = re.compile(r"^(?:! (?P<plain>.+)|[^\s:]+:\d+: (?P<placed>.+))$", re.MULTILINE)
_PLACED = re.compile(r"^[^\s:]+\.tex:(?P<line>\d+): (?P<what>.+)$", re.MULTILINE)
_FONT = re.compile(r"^Package fontspec Warning: (The font .+ isn't installed)", re.MULTILINE)
_FILE_MARK = re.compile(r"\\label\{\\detokenize\{([^{}]*?)::doc\}\}")


class LatexProblem(NamedTuple):
    """Something that went wrong on paper."""

    page: str  # of the book, without suffix; "" if it can't be told
    message: str


def problems_in(log: str, source: str) -> list[LatexProblem]:
    """Return what is wrong with a document, each problem once.

    Args:
        log: LaTeX's log of the last run, its lines not wrapped (``max_print_line``).
        source: the document's LaTeX.
    """
    return list(dict.fromkeys(_problems_in(log, source.split("\n"))))


def error_in(log: str) -> str:
    """Return the error that stopped LaTeX; "" if the log shows none."""
    found = _ERROR.search(log)
    return (found["plain"] or found["placed"]).strip() if found else ""


def _problems_in(log: str, lines: list[str]) -> Iterator[LatexProblem]:
    for found in _PLACED.finditer(log):
        line = int(found["line"])
        text = f"LaTeX can't set something{_near(lines, line)}: {found['what']}"
        yield LatexProblem(_page_at(lines, line), text)
    for found in _FONT.finditer(log):
        yield LatexProblem("", found[1])
    for found in _OVERFULL.finditer(log):
        points = float(found["points"])
        if points > OVERFLOW_POINTS:
            across = "into the margin" if found["kind"] == "h" else "below the page"
            line = int(found["line"] or 0)
            text = f"something runs {points:.0f} pt {across}{_near(lines, line)}"
            yield LatexProblem(_page_at(lines, line), text)
    for found in _GLYPH.finditer(log):
        character = found["character"]
        line = next((number for number, text in enumerate(lines, 1) if character in text), 0)
        text = f"no glyph for {character!r} (U+{ord(character):04X}) in {found['font'].strip()}"
        yield LatexProblem(_page_at(lines, line), text)
    for found in _UNDEFINED.finditer(log):
        kind = "citation" if found["what"] == "Citation" else "reference"
        page = _page_at(lines, int(found["line"]))
        yield LatexProblem(page, f"{kind} to {found['name']!r} leads nowhere")
    for found in _TWICE.finditer(log):
        page = found["name"].partition(":")[0] if ":" in found["name"] else ""
        yield LatexProblem(page, f"label {found['name']!r} is defined twice")


def _page_at(lines: list[str], line: int) -> str:
    for text in reversed(lines[:line]):
        found = _FILE_MARK.search(text)
        if found:
            return found[1]
    return ""


def _near(lines: list[str], line: int) -> str:
    """Quotes the words that stand there, since pages of the book have other line numbers."""
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    words = re.sub(r"\\PYG\{[^{}]*\}|\\[A-Za-z@]+\*?|[{}]", "", text).strip()
    return f", near {words[:50]!r}" if words else ""
