"""Slides as a notebook with d2lbook's marks, for RISE and nbviewer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from ninbook.commonmark.blocks import write_markdown
from ninbook.document.nodes import Node
from ninbook.pages.notebook_cells import code_cell, markdown_cell, notebook_of
from ninbook.slides.selection import Code, Text

STYLE = Path(__file__).with_name("files") / "rise.css"
"""Style sheet beside the notebooks, which RISE reads."""
_CORNER = "<div class='my-top-{side}'>{html}</div>"


def notebook_of_slides(
    title: Sequence[Node], parts: Sequence[Text | Code], corners: tuple[str, str]
) -> Any:
    """Return a notebook in which each text cell says whether it begins a slide.

    Args:
        title: the page's heading, as plain inlines.
        parts: what of the page is on slides, in plain nodes.
        corners: HTML in the left and in the right corner of each slide.
    """
    left, right = corners
    overlay = _CORNER.format(side="right", html=right) + _CORNER.format(side="left", html=left)
    rise = {"autolaunch": True, "enable_chalkboard": True, "overlay": overlay, "scroll": True}
    metadata = {"celltoolbar": "Slideshow", "rise": rise}
    return notebook_of(_cells(title, parts), metadata)


def _cells(title: Sequence[Node], parts: Sequence[Text | Code]) -> Iterator[Any]:
    heading = [Node("heading", attrs={"level": 1}, children=list(title))]
    if not parts or isinstance(parts[0], Code):
        yield _text_cell(heading, begins=True)
        heading = []
    for part in parts:
        if isinstance(part, Code):
            yield code_cell(part.source, part.outputs)
        else:
            yield _text_cell([*heading, *_with_points(part.blocks)], part.begins)
            heading = []


def _with_points(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield blocks with paragraphs as items of a list."""
    for are_points, run in groupby(blocks, key=_is_point):
        if not are_points:
            yield from run
            continue
        tight = [replace(block, attrs={**block.attrs, "tight": True}) for block in run]
        items = [Node("list_item", children=[block]) for block in tight]
        yield Node("bullet_list", attrs={"mark": "-"}, children=items)


def _is_point(block: Node) -> bool:
    return block.type == "paragraph" and not any(block.find("image"))


def _text_cell(blocks: Sequence[Node], begins: bool) -> Any:
    slideshow = {"slide_type": "slide" if begins else "-"}
    return markdown_cell(write_markdown(blocks), {"slideshow": slideshow})
