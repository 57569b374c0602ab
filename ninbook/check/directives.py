"""Problems of comments that are instructions to this builder."""

from collections.abc import Iterator
from difflib import get_close_matches

from ninbook.check.names import hint
from ninbook.directives.registry import DIRECTIVES
from ninbook.document.document import Document
from ninbook.errors import ArgumentError
from ninbook.problems import Found, Severity

_TRANSLATE = "translate"
"""Name of a comment that is a translator's."""
_UNENDED = "answer without <!-- ninbook: end-answer --> after it"


def check_directives(page: Document) -> Iterator[Found]:
    """Yield directives that can't be read, and answers that don't end where they should."""
    for node in page.find("directive", "comment", "html_inline"):
        if node.type == "html_inline":
            if node.content.startswith("<!--") and "ninbook:" in node.content:
                message = f"{node.content} is inside a paragraph; put it on a line of its own"
                yield Found(node.line, message)
            continue
        if node.type == "comment":
            yield from _check_comment(node.content, node.line)
            continue
        name = node.attrs["name"]
        if name == _TRANSLATE:
            continue
        if name not in DIRECTIVES:
            yield _unknown(node.line, name)
            continue
        try:
            DIRECTIVES[name].read(node.attrs["argument"])
        except ArgumentError as error:
            yield Found(node.line, f"comment 'ninbook: {name}': {error}", Severity.ERROR)
    yield from _check_answers(page)


def _check_comment(comment: str, line: int) -> Iterator[Found]:
    text = comment.removeprefix("<!--").removesuffix("-->").strip()
    ours, _, rest = text.replace("ninbook ", "ninbook: ").partition(":")
    name = (rest.split() or [""])[0]
    if ours == "ninbook" and text.startswith("ninbook:"):
        if name in DIRECTIVES:
            message = f"comment 'ninbook: {name}' takes one line, in which nothing else stands"
            yield Found(line, message, Severity.ERROR)
        elif name != _TRANSLATE:
            yield _unknown(line, name)
    elif name in DIRECTIVES and get_close_matches(ours, ["ninbook"], cutoff=0.7):
        yield Found(line, f"comment {text!r} does nothing; write it as ninbook: {rest.strip()}")


def _unknown(line: int, name: str) -> Found:
    said = hint(name, sorted(DIRECTIVES))
    return Found(line, f"unknown comment 'ninbook: {name}';{said}", Severity.ERROR)


def _check_answers(page: Document) -> Iterator[Found]:
    """Every answer is closed before the next one begins and before the section ends."""
    opened: int | None = None
    for node in page.find("directive", "heading"):
        name = node.attrs["name"] if node.type == "directive" else ""
        if opened is not None and (name == "answer" or node.type == "heading"):
            yield Found(opened, _UNENDED, Severity.ERROR)
            opened = None
        if name == "end-answer" and opened is None:
            message = "end-answer without <!-- ninbook: answer N --> above it"
            yield Found(node.line, message, Severity.ERROR)
        if name in ("answer", "end-answer"):
            opened = node.line if name == "answer" else None
    if opened is not None:
        yield Found(opened, _UNENDED, Severity.ERROR)
