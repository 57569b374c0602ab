"""Code of a page's cells for one tab, as d2lbook means it.

d2lbook 1.0.3 documents ``%%tab``, ``#@tab``, ``if tab.selected(...)`` and ``d2l.USE_``. Its own
reader deletes a wrong line where a cell names its tabs twice; this one doesn't.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import SimpleNamespace

from ninbook.document.nodes import Node

ALL = "all"
_TABS = re.compile(r"(?:# *@|%%)tab +([\w, ]+)")
_TAB_BLOCK = re.compile(r":(?:begin|end)_tab:")
LOADS_TABS = "%load_ext d2lbook.tab"


@dataclass(frozen=True)
class Cell:
    """A cell of a document with its code in one tab, as a kernel executes it."""

    node: Node
    source: str


def tabs_of(source: str) -> tuple[str, ...]:
    """Return the tabs that a cell names; none if it names none."""
    found = _TABS.search(source)
    return tuple(tab.strip() for tab in found[1].split(",")) if found else ()


def loads_tabs(cell: Node) -> bool:
    """Tell whether a cell is for readers who open the Markdown in Jupyter, and for nobody else."""
    return LOADS_TABS in cell.content


def cells_for(
    cells: Sequence[Node], tab: str | None, default_tab: str | None, named: Collection[str] = ()
) -> list[Cell] | None:
    """Return the code of a page in one tab, or None if the page has code but nothing for it.

    Args:
        cells: the page's cells.
        tab: the tab; None in a book without tabs.
        default_tab: the tab of cells that name none.
        named: tabs that blocks of text name; a page that names tabs is for these alone.
    """
    if tab is None:
        return [Cell(cell, cell.content) for cell in cells if cell.content.strip()]
    own = [cell for cell in cells if not loads_tabs(cell) and cell.content.strip()]
    of_cells = [cell.tabs or (default_tab or "",) for cell in own]
    known = {name for tabs in of_cells for name in tabs} - {ALL}
    if own and known and tab != default_tab and tab not in known.union(named):
        return None
    chosen = [cell for cell, tabs in zip(own, of_cells, strict=True) if is_for(tabs, tab)]
    if own and not chosen and tab not in named:
        return None
    return [Cell(cell, source_for(cell.content, tab)) for cell in chosen]


def is_for(tabs: Iterable[str], tab: str) -> bool:
    """Tell whether something for these tabs is shown in a tab."""
    tabs = list(tabs)
    return tab in tabs or tabs == [ALL] or not tabs


def source_for(source: str, tab: str) -> str:
    """Return a cell's code in one tab, without the line that names tabs and others' branches."""
    return "\n".join(line for _, line in lines_for(source, tab))


def lines_for(source: str, tab: str) -> list[tuple[int, str]]:
    """Return the lines of a cell's code in one tab, with their numbers in the cell, from 1."""
    lines = [
        (number, line)
        for number, line in enumerate(source.split("\n"), start=1)
        if not (_TABS.search(line) or _TAB_BLOCK.search(line))
    ]
    if any("tab.selected" in line for _, line in lines):
        return list(_branches(lines, "tab.selected", (f'"{tab}"', f"'{tab}'")))
    if any("d2l.USE_" in line for _, line in lines):
        return list(_branches(lines, "d2l.USE_", (f"d2l.USE_{tab.upper()}",)))
    return lines


def line_of_tabs(cell: Node) -> int:
    """Return the line that names a cell's tabs; its first line if none does."""
    for number, line in enumerate(cell.content.split("\n"), start=1):
        if _TABS.search(line):
            return cell.line + number
    return cell.line


def _branches(
    lines: Iterable[tuple[int, str]], mark: str, chosen: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """Yield the lines outside of branches, and those of the chosen ones, indented less."""
    mode, indent = "outside", 0
    for number, line in lines:
        if "if" in line and mark in line:
            mode = "chosen" if any(name in line for name in chosen) else "other"
            indent = _spaces(line)
            continue
        if mode != "outside" and line.strip() and _spaces(line) <= indent:
            mode = "outside"
        if mode == "outside":
            yield number, line
        elif mode == "chosen":
            yield number, line[4:]


def _spaces(line: str) -> int:
    return len(line) - len(line.lstrip())


def with_aliases(cells: Sequence[Cell], library: Mapping[str, str]) -> list[Cell]:
    """Replace names of ``d2l`` in cells by what a tab's framework calls them, as d2lbook does.

    Args:
        cells: cells of one tab. One that can't be parsed as Python keeps its code.
        library: the tab's section ``[library-<tab>]`` of ``config.ini``.
    """
    items = tuple(library.items())
    return [replace(cell, source=_with_aliases(cell.source, items)) for cell in cells]


@lru_cache(maxsize=10_000)  # asked for each profile, to plan and to show
def _with_aliases(source: str, library: tuple[tuple[str, str], ...]) -> str:
    from d2lbook.library import replace_alias  # it imports formatters

    notebook = SimpleNamespace(cells=[SimpleNamespace(cell_type="code", source=source)])
    try:
        return str(replace_alias(notebook, dict(library)).cells[0].source)
    except SyntaxError:
        return source
