"""Tables of contents: which files they name, and that translations have those of the original."""

from __future__ import annotations

import os

from ninbook.source.scan import Fence, scan


def file_of(page: str, entry: str) -> str:
    """Returns the file of a page that a table of contents names.

    Args:
        page: the file of the page that holds it, relative to the book's root.
        entry: what it names, as seen from that page, without suffix.
    """
    folder = os.path.dirname(page)  # noqa: PTH120  # strings, since there are thousands
    return os.path.normpath(os.path.join(folder, f"{entry}.md"))  # noqa: PTH118


def with_contents_of(original: str, translated: str) -> str:
    """Returns a translated page with the original's tables of contents.

    They name files and hold no prose. So a new page is in every edition at once, in the first
    language until it is translated.

    Args:
        original: text of the page in the book's first language.
        translated: text of its translation.
    """
    theirs, mine = _contents(original), _contents(translated)
    if len(theirs) != len(mine) or not all(fence.closed for fence in (*theirs, *mine)):
        return translated
    lines = translated.split("\n")
    for source, target in sorted(zip(theirs, mine, strict=True), key=lambda pair: -pair[1].line):
        lines[target.line : target.line + len(target.lines)] = source.lines
    return "\n".join(lines)


def _contents(text: str) -> list[Fence]:
    return [fence for fence in scan(text).fences if fence.info == "toc"]
