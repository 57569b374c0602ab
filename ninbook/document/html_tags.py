"""Tags in HTML, with their attributes and lines."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser


def tags_of(html: str, first: int = 1) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Yield line, name and attributes of each opening tag in HTML that begins in a line."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for line, name, attributes in reader.found:
        yield first + line - 1, name, attributes


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.found.append((self.getpos()[0], tag, named))
