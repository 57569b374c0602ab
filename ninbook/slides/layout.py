"""Divides what the slide marks choose into slides on which everything is large enough and fits.

Lengths are pixels of a slide of 1280 by 720, which reveal.js scales to the screen.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import ceil
from typing import Literal

from rich.cells import cell_len

WIDTH = 1280
HEIGHT = 720
CONTENT_WIDTH = 1152
CONTENT_HEIGHT = 540
"""What is left between the heading and the foot of a slide."""
TEXT_SIZE = 32
NOTE_SIZE = 19
CODE_SIZES = (26, 17)
"""The largest and the smallest size of code, which is 25 on a screen of 1920 by 1080."""
COMFORTABLE_CODE_SIZE = 18
"""Code that had to be smaller than this beside other things gets a slide of its own."""
_LARGE_CODE_SIZE = 20
"""Code that had to be smaller than this is cut where a definition begins, if one does."""
_FEWEST_LINES = 3
"""Code isn't cut if fewer lines would come first, or go on."""
_COMMAND = re.compile(r"\$|\\[a-z]+ ?")
_LINE = 1.32
_CHARACTER = 0.61
_PADDING = 28
_GAP = 18
_NOTE_LINE = 8 + NOTE_SIZE * 1.4  # of a note below a picture; a longer one makes both smaller
_PICTURE_HEIGHTS = (460, 250)

FIGURE_HEIGHT = 630
"""A figure has a slide of its own, without a heading, since its letters are small; but it keeps a
sentence company that would be alone. So has what code drew if it is higher than wide."""

Kind = Literal["point", "text", "code", "output", "picture", "figure", "note"]
"""What a block is: a "point" is an item of a list, "output" text that code printed, "picture" what
it drew, and "figure" one of the book's own."""


@dataclass(frozen=True)
class Block:
    """Something that stands on a slide."""

    kind: Kind
    content: str  # HTML; the code, output or note itself
    lines: tuple[str, ...] = ()  # of a point or text, without markup, to estimate its height from
    size: float = 0  # of its letters, or a picture's height; 0 until it has a place
    classes: str = ""  # further classes of its element
    ratio: float = 0  # of a picture's height to its width, if it is known


@dataclass
class Slide:
    """One slide: its heading in HTML, empty if it has none, and what stands below."""

    heading: str
    blocks: list[Block] = field(default_factory=list)


def lay_out(slides: Sequence[Slide]) -> Iterator[Slide]:
    """Divide slides that hold too much, repeating their heading, and size what is on them."""
    pages = [page for slide in slides for page in _divided(slide)]
    emptied = [before for before, page in pairwise(pages) if _takes_picture(page, before)]
    return (page for page in pages if not any(page is each for each in emptied))


def _divided(slide: Slide) -> Iterator[Slide]:
    page = Slide(slide.heading)
    left = float(CONTENT_HEIGHT)
    shown = False
    waiting = deque(part for block in slide.blocks for part in _parts(block))
    while waiting:
        part = waiting.popleft()
        if page.blocks and not part.kind == page.blocks[-1].kind == "point":
            left -= _GAP
        placed, height = _placed(part, left, alone=not page.blocks)
        is_lone = [block.kind for block in page.blocks] == ["point"]
        if placed is None and part.kind == "code" and is_lone:
            # A sentence needs company: the code begins below it and goes on behind it.
            first = next(_parts(part, left, COMFORTABLE_CODE_SIZE))
            rest = part.content.removeprefix(first.content)
            begins = not rest.startswith(("\n ", " "))  # what is behind an empty line does
            rest = rest.strip("\n")
            if rest.count("\n") >= _FEWEST_LINES and begins:
                waiting.appendleft(replace(part, content=rest))
                placed, height = _placed(first, left, alone=True)
        if part.kind == "figure" and is_lone:
            yield Slide(page.heading, [*page.blocks, replace(part, size=left)])
            page, left, shown = Slide(slide.heading), float(CONTENT_HEIGHT), True
            continue
        if part.kind == "picture" and part.ratio > 1:
            if page.blocks:
                yield page
            left = _NOTE_LINE if waiting and waiting[0].kind == "note" else 0
            page, shown = Slide("", [replace(part, size=FIGURE_HEIGHT - left)]), True
            continue
        if placed is None or part.kind == "figure":
            if page.blocks:
                yield page
            page, left, shown = Slide(slide.heading), float(CONTENT_HEIGHT), True
        if part.kind == "figure":
            yield Slide("", [replace(part, size=FIGURE_HEIGHT)])
            continue
        if placed is None:
            placed, height = _placed(part, left, alone=True)
        assert placed is not None
        page.blocks.append(placed)
        left -= height
    if page.blocks or not shown:
        yield page


def _takes_picture(page: Slide, before: Slide) -> bool:
    """Let a picture go on with a sentence about it that is alone; tell whether no more is left."""
    kinds = [block.kind for block in before.blocks]
    is_alone = page.heading == before.heading and [b.kind for b in page.blocks] == ["point"]
    if not is_alone or "picture" not in kinds:
        return False
    place = kinds.index("picture")
    picture, *notes = before.blocks[place:]
    below = [text_height(page.blocks[0].lines, TEXT_SIZE)]
    below += [_note_height(note.content) for note in notes]
    size = min(_PICTURE_HEIGHTS[0], CONTENT_HEIGHT - sum(below) - len(below) * _GAP)
    if set(kinds[place + 1 :]) <= {"note"} and size >= _PICTURE_HEIGHTS[1]:
        del before.blocks[place:]
        page.blocks[:0] = [replace(picture, size=size), *notes]
    return not before.blocks


def _placed(block: Block, left: float, alone: bool) -> tuple[Block | None, float]:
    """Return a block in the size in which it fits, and its height; None if it doesn't."""
    if block.kind in ("point", "text"):
        height = text_height(block.lines, TEXT_SIZE)
        return (block if height <= left or alone else None), height
    if block.kind == "figure":
        return block, FIGURE_HEIGHT
    if block.kind == "note":  # belongs to what is above it, which left it room
        return block, _note_height(block.content)
    if block.kind == "picture":
        room = left - _note_height("x" * 200) - _GAP
        if room < _PICTURE_HEIGHTS[1] and not alone:
            return None, 0
        height = max(min(_PICTURE_HEIGHTS[0], room), 100)
        return replace(block, size=height), height
    lines = block.content.split("\n")
    widest = max(map(cell_len, lines)) or 1
    size = min(CODE_SIZES[0], (CONTENT_WIDTH - _PADDING) / (widest * _CHARACTER))
    reserved = _note_height("x" * 200) + _GAP if block.kind == "output" else 0
    size = min(size, (left - reserved - _PADDING) / (len(lines) * _LINE))
    if size < COMFORTABLE_CODE_SIZE and not alone:
        return None, 0
    size = round(max(size, 10), 1)
    return replace(block, size=size), len(lines) * _LINE * size + _PADDING


def _parts(
    block: Block, room: float = CONTENT_HEIGHT, size: float = CODE_SIZES[1]
) -> Iterator[Block]:
    """Cut code that is too long for the room on a slide, before a line that begins something."""
    if block.kind not in ("code", "output"):
        yield block
        return
    lines = block.content.split("\n")
    most, few = (
        max(2, int((room - _PADDING) / (each * _LINE))) for each in (size, _LARGE_CODE_SIZE)
    )
    while len(lines) > few:
        last = min(few + 1, len(lines) - _FEWEST_LINES)
        end = min(most + 1, len(lines))
        empty = [n for n in range(_FEWEST_LINES, end) if not lines[n - 1].strip()]
        cuts = [n for n in empty if n <= last and not lines[n].startswith(" ")]
        if not cuts and len(lines) <= most:
            break
        half = range(most // 2, most + 1)
        cuts = cuts or [n for n in empty if n in half]
        cuts = cuts or [n for n in half if not lines[n].startswith(" ")] or empty or [most]
        yield replace(block, content="\n".join(lines[: cuts[-1]]).strip("\n"))
        lines = lines[cuts[-1] :]
    yield replace(block, content="\n".join(lines).strip("\n"))


def text_height(lines: Sequence[str], size: float) -> float:
    """Estimate the height of lines without markup, with formulas as LaTeX, in letters of a size."""
    height = 0.0
    for line in lines:
        if line.strip():
            columns = cell_len(_COMMAND.sub("", line))
            rows = ceil(columns * 0.54 * size / (CONTENT_WIDTH - 40))
            height += rows * size * 1.35 + size * 0.35
    return height


def _note_height(text: str) -> float:
    return ceil(cell_len(text) * 0.54 * NOTE_SIZE / CONTENT_WIDTH) * NOTE_SIZE * 1.4
