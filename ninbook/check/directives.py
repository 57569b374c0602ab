"""Problems of comments that are instructions to this builder."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from ninbook.check.hints import hint
from ninbook.directives.registry import DIRECTIVES
from ninbook.document.document import Document
from ninbook.errors import ArgumentError
from ninbook.problems import Problem, Severity

_TRANSLATE = "translate"
"""Name of a comment that is a translator's."""
_UNENDED = "answer without <!-- ninbook: end-answer --> after it"


def check_directives(page: Document) -> Iterator[Problem]:
    """Yield directives that can't be read, and answers that don't end where they should.

    Args:
        page: the page.
    """
    for node in page.find("directive", "comment", "html_inline"):
        if node.type == "html_inline":
            if node.content.startswith("<!--") and "ninbook:" in node.content:
                message = f"{node.content} is inside a paragraph; put it on a line of its own"
                yield Problem(page.file, node.line, message, Severity.PROBLEM)
            continue
        if node.type == "comment":
            yield from _check_comment(page, node.content, node.line)
            continue
        name = node.attrs["name"]
        if name == _TRANSLATE:
            continue
        if name not in DIRECTIVES:
            yield _unknown(page, node.line, name)
            continue
        try:
            DIRECTIVES[name].read(node.attrs["argument"])
        except ArgumentError as error:
            yield Problem(page.file, node.line, f"comment 'ninbook: {name}': {error}")
    yield from _check_answers(page)


def _check_comment(page: Document, comment: str, line: int) -> Iterator[Problem]:
    text = comment.removeprefix("<!--").removesuffix("-->").strip()
    ours, _, rest = text.replace("ninbook ", "ninbook: ").partition(":")
    name = (rest.split() or [""])[0]
    if ours == "ninbook" and text.startswith("ninbook:"):
        if name != _TRANSLATE:
            yield _unknown(page, line, name)
    elif name in DIRECTIVES and get_close_matches(ours, ["ninbook"], cutoff=0.7):
        message = f"comment {text!r} does nothing; write it as ninbook: {rest.strip()}"
        yield Problem(page.file, line, message, Severity.PROBLEM)


def _unknown(page: Document, line: int, name: str) -> Problem:
    said = hint(name, sorted(DIRECTIVES))
    return Problem(page.file, line, f"unknown comment 'ninbook: {name}';{said}")


def _check_answers(page: Document) -> Iterator[Problem]:
    """Every answer is closed before the next one begins and before the section ends."""
    opened: int | None = None
    for node in page.find("directive", "heading"):
        name = node.attrs["name"] if node.type == "directive" else ""
        if opened is not None and (name == "answer" or node.type == "heading"):
            yield Problem(page.file, opened, _UNENDED)
            opened = None
        if name == "end-answer" and opened is None:
            yield Problem(
                page.file, node.line, "end-answer without <!-- ninbook: answer N --> above it"
            )
        if name in ("answer", "end-answer"):
            opened = node.line if name == "answer" else None
    if opened is not None:
        yield Problem(page.file, opened, _UNENDED)
