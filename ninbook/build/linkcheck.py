"""Reads what Sphinx's check of links found, and names each by its place in the Markdown."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from ninbook.errors import BuildError
from ninbook.problems import Problem
from ninbook.source import Book
from ninbook.sphinx.pages import SUFFIX

_BAD = ("broken", "timeout")
_FOLLOWED = (*_BAD, "working", "redirected")
_UNRESOLVED = "Failed to resolve"
"""What the connection says of a host whose address nobody knows, as without the internet."""


@contextmanager
def reported_here() -> Iterator[None]:
    """Keep Sphinx from naming broken links too, by their place in a file that nobody wrote."""
    logger = logging.getLogger("sphinx.sphinx.builders.linkcheck")

    def is_other(record: logging.LogRecord) -> bool:
        return record.levelno < logging.WARNING

    logger.addFilter(is_other)
    try:
        yield
    finally:
        logger.removeFilter(is_other)


def broken_links(book: Book, report: Path) -> list[Problem]:
    """Return the links that lead nowhere.

    Raises:
        BuildError: no host at all is known, so there is no connection.
    """
    problems = set()
    lines = map(json.loads, report.read_text(encoding="utf-8").splitlines())
    followed = [found for found in lines if found["status"] in _FOLLOWED]
    if followed and all(_UNRESOLVED in found["info"] for found in followed):
        hosts = ", ".join(sorted({urlsplit(found["uri"]).netloc for found in followed}))
        raise BuildError(
            f"linkcheck needs the internet: none of {len(followed)} links could be followed, "
            f"since no address is known for {hosts}"
        )
    for found in followed:
        if found["status"] in _BAD:
            page = Path(f"{found['filename'].removesuffix(SUFFIX)}.md")
            reason = " ".join(found["info"].split()) or found["status"]
            for path, number in _places(book, page, found["uri"]):
                problems.add(Problem(path, number, f"link {found['uri']} is broken: {reason}"))
    return sorted(problems)


def _places(book: Book, page: Path, address: str) -> Iterator[tuple[Path, int]]:
    """Yield the lines that name an address; the page as a whole if something generated it."""
    translated = book.translation(page, book.language)
    path = translated if (book.root / translated).is_file() else page
    lines = []
    if (book.root / path).is_file():
        lines = (book.root / path).read_text(encoding="utf-8").splitlines()
    numbers = [number for number, line in enumerate(lines, start=1) if address in line]
    yield from ((path, number) for number in numbers or [0])
