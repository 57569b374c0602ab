"""The tables of contents of a translated page are those of the page itself."""

from __future__ import annotations

from ninbook.source.scan import Fence, scan


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
