"""Checks the comments that are instructions to this builder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ninbook.check.hints import hint
from ninbook.directives.arguments import ArgumentError
from ninbook.directives.registry import DIRECTIVES
from ninbook.problems import Problem
from ninbook.translation.blocks import Block, cut
from ninbook.translation.pairs import MARK
from ninbook.translation.spans import Kind

_COMMENT = "<!-- ninbook:"
COMMENT = re.compile(
    r"^<!-- *ninbook: *(?P<name>[\w-]+)(?: +(?P<argument>[^\n]*?))? *-->$", re.MULTILINE
)


def check_comments(path: Path, text: str) -> Iterator[Problem]:
    """Yields the comments that can't be read, and answers that don't end where they should.

    Args:
        path: the page, relative to the book's root.
        text: its Markdown.
    """
    if _COMMENT not in text or _all_read(text):
        return
    blocks = cut(text).blocks
    for block in blocks:
        if block.kind is not Kind.COMMENT or not block.text.startswith(_COMMENT):
            continue
        comment = COMMENT.fullmatch(block.text)
        if block.text.startswith(MARK):
            continue
        name = comment["name"] if comment else block.text.split()[2]
        if comment is None or name not in DIRECTIVES:
            said = hint(name, sorted(DIRECTIVES))
            yield Problem(path, block.line, f"unknown comment 'ninbook: {name}';{said}")
            continue
        try:
            DIRECTIVES[name].read(comment["argument"] or "")
        except ArgumentError as error:
            yield Problem(path, block.line, f"comment 'ninbook: {name}': {error}")
    yield from _check_answers(path, blocks)


def _all_read(text: str) -> bool:
    """Tells whether all comments can be read, even those in code, and none of them is an answer."""
    comments = list(COMMENT.finditer(text))
    if sum(comment[0].startswith(_COMMENT) for comment in comments) < text.count(_COMMENT):
        return False
    try:
        for comment in comments:
            if comment["name"].endswith("answer"):
                return False
            DIRECTIVES[comment["name"]].read(comment["argument"] or "")
    except (KeyError, ArgumentError):
        return False
    return True


def _check_answers(path: Path, blocks: Sequence[Block]) -> Iterator[Problem]:
    """Every answer is closed before the next one begins and before the section ends."""
    opened: int | None = None
    for block in blocks:
        comment = COMMENT.fullmatch(block.text) if block.kind is Kind.COMMENT else None
        name = comment["name"] if comment else ""
        if opened is not None and (name == "answer" or block.kind is Kind.HEADING):
            yield Problem(path, opened, "answer without <!-- ninbook: end-answer --> after it")
            opened = None
        if name == "end-answer" and opened is None:
            yield Problem(path, block.line, "end of an answer that did not begin")
        if name in ("answer", "end-answer"):
            opened = block.line if name == "answer" else None
    if opened is not None:
        yield Problem(path, opened, "answer without <!-- ninbook: end-answer --> after it")
