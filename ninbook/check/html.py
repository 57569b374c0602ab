"""HTML in pages: what a PDF can't show of it, and the addresses in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.document.rules.html import SITE_ONLY
from ninbook.problems import Problem, Severity


def check_html(page: Document, tabs: Sequence[str]) -> Iterator[Problem]:
    """Yield elements of HTML that a PDF leaves out.

    Args:
        page: the page.
        tabs: the book's tabs.
    """
    for node in page.find("html_block", "html_inline"):
        for line, name, _ in tags_of(node):
            if name in SITE_ONLY:
                message = f"a PDF can't show <{name}> and leaves it out"
                yield Problem(page.file, line, message, Severity.WARNING)


def tags_of(node: Node) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Yield the opening tags of HTML: each with its line, its name and its attributes.

    Args:
        node: a block of HTML or a tag in a text.
    """
    reader = _Reader()
    reader.feed(node.content)
    reader.close()
    for line, name, attributes in reader.found:
        yield node.line + line - 1, name, attributes


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.found.append((self.getpos()[0], tag, named))
