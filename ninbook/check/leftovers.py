"""Text that looks like markup: what an author wrote for the builder and readers would see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.problems import Problem, Severity

_LEFT = {
    r":(?:begin_tab|end_tab):": "is inside a paragraph; put it on a line of its own",
    r":(?:label|eqlabel|width|height|numref|ref|eqref|cite|citet|citep|bibliography):": (
        "without an `argument` right after it"
    ),
    r"``+": "without the same number of ` after the code",
    r"\]\(": "is not a link; write spaces in an address as %20, or put it between < and >",
    r"(?<!\w)\[[^\[\]]+\]\[[A-Za-z][^\[\]]+\]": (
        "refers to an undefined link; define it, as in [name]: page.md"
    ),
    r"\$\$": "without a partner; a formula has no blank line",
    r"\[\^[^\]\s]+\]": "refers to an undefined footnote; begin a line with it and a colon",
    r"\\(?:begin|end)\{\w+\*?\}": "is not in a formula; write $$ around it, without blank lines",
    r"\{[#.][A-Za-z][^{}\n]*\}\s*$": "is shown literally; use :label: or :width:",
    "<!--": "begins a comment that is never closed; add -->",
}
"""What is left over, and what to do."""
_LINES = {
    r"[\0-\x08\x0b-\x1f\x7f\ufffd]": "is not a character of text; delete it",
    r"^(?:<{7}|>{7}|\|{7}) ": "is a leftover conflict marker; keep one of the versions",
}
_SLIDE_MARK = re.compile(r"[\[(](?:\*\*|~~)|(?:\*\*|~~)[\])]")
_DRAWN = re.compile(r"\+[-=+]{3,}|-{3,} +-{3,}")
_BOLD = re.compile(r"(?<![^\s([{])(?:\*\*|~~)(?=\S)|(?<=\S)(?:\*\*|~~)(?![^\s)\]}.,;:])")
_LINE_PATTERNS = [(re.compile(pattern, re.MULTILINE), said) for pattern, said in _LINES.items()]
_GLUED = re.compile(r"#{1,6}[^\W\d_]")
_PATTERNS = [(re.compile(pattern), message) for pattern, message in _LEFT.items()]


def check_leftovers(page: Document, tabs: Sequence[str]) -> Iterator[Problem]:
    """Yield text outside of code and formulas that looks like markup.

    Args:
        page: the page.
        tabs: the book's tabs.
    """
    for node in page.find("text"):
        text = _without_escapes(node)
        for pattern, message in _PATTERNS:
            if found := pattern.search(text):
                yield Problem(page.file, node.line, f"{found[0]} {message}", Severity.PROBLEM)
        if (found := _BOLD.search(text)) and not _SLIDE_MARK.search(text):
            message = f"{found[0]} is shown literally; put such a mark on both sides of the text"
            yield Problem(page.file, node.line, message, Severity.WARNING)
    for pattern, message in _LINE_PATTERNS:
        if found := pattern.search(page.text):
            line = page.text.count("\n", 0, found.start()) + 1
            yield Problem(page.file, line, f"{found[0]!r} {message}", Severity.PROBLEM)
    for node in page.find("paragraph"):
        if _GLUED.match(node.content):
            message = "a heading needs a space after its #; add it"
            yield Problem(page.file, node.line, message, Severity.PROBLEM)
        if _DRAWN.match(node.content):
            message = "tables drawn with characters are shown literally; use pipes: | a | b |"
            yield Problem(page.file, node.line, message, Severity.PROBLEM)


def _without_escapes(node: Node) -> str:
    """Return a text without what stands for itself: behind a backslash or as ``&#42;``."""
    parts, end = list[str](), 0
    for start, length in node.attrs.get("escaped", ()):
        parts += [node.content[end:start], "\0" * length]
        end = start + length
    return "".join([*parts, node.content[end:]])
