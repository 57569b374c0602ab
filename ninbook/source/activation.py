"""Makes the cells of one tab active, as d2lbook's command ``activate`` means it.

An active cell is one that d2lbook executes; another is a listing in the same place. Only the first
lines of fences change. d2lbook 1.0.3 writes the whole page anew, and takes a cell that begins with
``%%tab`` for one of the default tab.
"""

from dataclasses import dataclass
from pathlib import Path

from ninbook.document.cells import ALL, tabs_of
from ninbook.document.document import Document
from ninbook.document.nodes import Node

_ACTIVE = "{.python .input}"
_INACTIVE = "python"


@dataclass(frozen=True)
class Activated:
    """A page, and how many of its cells that name tabs are active or not."""

    text: str
    active: int
    inactive: int


def activate(text: str, tab: str) -> Activated:
    """Make the cells for a tab active, and those for other tabs not.

    Cells that name no tab stay as they are: a listing could not be told from an inactive cell.
    """
    lines = text.split("\n")
    count = {True: 0, False: 0}
    for fence in Document(Path(), Path(), text.replace("\r", " ")).find("cell", "code_block"):
        tabs = tabs_of(fence.content)
        if not tabs or (fence.type == "code_block" and fence.attrs["info"] != _INACTIVE):
            continue
        wanted = tab == ALL or ALL in tabs or tab in tabs
        count[wanted] += 1
        if wanted != (fence.type == "cell"):
            line = lines[fence.line - 1]
            head = line[: line.rindex(fence.attrs["fence"]) + len(fence.attrs["fence"])]
            end = "\r" if line.endswith("\r") else ""
            lines[fence.line - 1] = head + (_ACTIVE if wanted else _INACTIVE) + end
    return Activated("\n".join(lines), count[True], count[False])


def inactive_cells(page: Document) -> list[Node]:
    """Return the listings that `activate` made of cells; a page without cells only shows some."""
    listings = [block for block in page.find("code_block") if block.attrs.get("info") == _INACTIVE]
    return [listing for listing in listings if page.cells and tabs_of(listing.content)]
