"""Reads what Sphinx's check of links found, and names each by its place in the Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ninbook.problems import Problem
from ninbook.source import Book

_BAD = ("broken", "timeout")


def broken_links(book: Book, report: Path) -> list[Problem]:
    """Returns the links that lead nowhere.

    Args:
        book: the edition whose links were checked.
        report: Sphinx's ``output.json``.
    """
    problems = set()
    for line in report.read_text(encoding="utf-8").splitlines():
        found = json.loads(line)
        if found["status"] in _BAD:
            page = Path(found["filename"]).with_suffix(".md")
            reason = " ".join(found["info"].split()) or found["status"]
            for path, number in _places(book, page, found["uri"]):
                problems.add(Problem(path, number, f"link {found['uri']} is broken: {reason}"))
    return sorted(problems)


def _places(book: Book, page: Path, address: str) -> Iterator[tuple[Path, int]]:
    """Yields the lines that name an address; the page as a whole if something generated it."""
    translated = book.translation(page, book.language)
    path = translated if (book.root / translated).is_file() else page
    lines = []
    if (book.root / path).is_file():
        lines = (book.root / path).read_text(encoding="utf-8").splitlines()
    numbers = [number for number, line in enumerate(lines, start=1) if address in line]
    yield from ((path, number) for number in numbers or [0])
