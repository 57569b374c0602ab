"""Problems of comments that are instructions to this builder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ninbook.check.hints import hint
from ninbook.directives.registry import DIRECTIVES
from ninbook.document.document import Document
from ninbook.errors import ArgumentError
from ninbook.problems import Problem

_TRANSLATE = "translate"
"""Name of a comment that is a translator's."""
_UNENDED = "answer without <!-- ninbook: end-answer --> after it"


def check_directives(page: Document, tabs: Sequence[str]) -> Iterator[Problem]:
    """Yield directives that can't be read, and answers that don't end where they should.

    Args:
        page: the page.
        tabs: the book's tabs.
    """
    for node in page.find("directive", "comment"):
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
    text = comment.removeprefix("<!--").lstrip()
    if text.startswith("ninbook:"):
        name = (text.removeprefix("ninbook:").split() or [""])[0]
        if name != _TRANSLATE:
            yield _unknown(page, line, name)


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
