"""Puts into a page what its comments become, and what its outputs are from."""

from __future__ import annotations

import copy
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import nbformat

from ninbook.directives.registry import EXPANSIONS
from ninbook.render.evidence import evidence
from ninbook.render.provenance import provenance_line
from ninbook.render.shown import Shown, number_cells
from ninbook.render.tab_notebook import is_executable
from ninbook.source.comments import COMMENT

_STEP = 1000


_STEP_OF_PART = 20


SITE_ONLY = "ninbook_site_only"
"""Metadata of a cell that holds tags for the site; notebooks do without it."""


def annotate(shown: Shown, checkable: bool = True) -> Any:
    """Returns the notebook with a line on the provenance of each output, and expanded comments.

    Args:
        shown: the page in one tab.
        checkable: whether the lines lead to the frozen notebook, which only a site holds a copy of.

    Returns:
        A notebook whose cells keep their order by ``origin_pos``, as d2lbook's merge needs it.
    """
    # A copy, since several targets annotate and change the same page one after the other.
    notebook = copy.deepcopy(shown.notebook)
    cells: list[Any] = []
    executed = [i for i, cell in enumerate(notebook.cells) if is_executable(cell)]
    outputs = _outputs(notebook.cells)
    for index, cell in enumerate(notebook.cells):
        position = cell.metadata.get("origin_pos", index) * _STEP
        if cell.cell_type == "markdown":
            before = replace(shown, cells=bisect_left(executed, index))
            cells += _expanded(cell, position, before)
            continue
        cell.metadata["origin_pos"] = position
        cells.append(cell)
        missing = not shown.is_fresh and index == executed[-1]
        if index in outputs or missing:
            proof = ""
            if checkable and shown.execution is not None and index in outputs:
                numbers = [executed.index(cell) for cell in outputs[index]]
                proof = evidence(shown.execution, numbers, shown.root, shown.words)
            # An output that is shown belongs to its code, even if the code below it changed.
            line = provenance_line(shown.tab, shown.execution, index in outputs, shown.words, proof)
            cells.append(_markdown(line, position + 1, shown.tab))
    return _with_cells(notebook, cells)


def _outputs(cells: Sequence[Any]) -> dict[int, list[int]]:
    """Cells with outputs that no text separates, by the last of them."""
    found: dict[int, list[int]] = {}
    together: list[int] = []
    for index, cell in enumerate(cells):
        if cell.cell_type == "code" and cell.get("outputs"):
            together.append(index)
        elif cell.cell_type == "markdown" and together:
            found[together[-1]] = together
            together = []
    return found | ({together[-1]: together} if together else {})


def _expanded(cell: Any, position: int, shown: Shown) -> list[Any]:
    """Cuts a cell of text at the comments that become something else, and puts that in."""
    cells: list[Any] = []
    end = 0
    known = (found for found in COMMENT.finditer(cell.source) if found["name"] in EXPANSIONS)
    for number, comment in enumerate(known):
        expansion = EXPANSIONS[comment["name"]](shown, comment["argument"] or "")
        place = position + number * _STEP_OF_PART
        cells += _text(cell, cell.source[end : comment.start()], place)
        opening, closing = map(_raw_html, expansion.around) if expansion.around else ("", "")
        parts = [opening, *expansion.parts, closing]
        for offset, part in enumerate(parts, start=1):
            if expansion.per_tab:
                new = [_markdown(part, place + offset, shown.tab)] if part else []
            else:
                new = _text(cell, part, place + offset)
            for mark in new if part in (opening, closing) else ():
                mark.metadata[SITE_ONLY] = True
            cells += new
        end = comment.end()
    if not cells:
        cell.metadata["origin_pos"] = position
        return [cell]
    return [*cells, *_text(cell, cell.source[end:], position + _STEP - _STEP_OF_PART)]


def _text(cell: Any, source: str, position: int) -> list[Any]:
    """A part of a cell, for the same tabs; nothing if there is no text in it."""
    if not source.strip():
        return []
    text = nbformat.v4.new_markdown_cell(source.strip(), metadata=dict(cell.metadata))
    text.metadata["origin_pos"] = position
    return [text]


def _raw_html(html: str) -> str:
    return html and f"```eval_rst\n\n.. raw:: html\n\n    {html}\n```"


def _markdown(source: str, position: int, tab: str | None) -> Any:
    metadata: dict[str, Any] = {"origin_pos": position}
    if tab:
        metadata["tab"] = [tab]
    return nbformat.v4.new_markdown_cell(source, metadata=metadata)


def _with_cells(notebook: Any, cells: list[Any]) -> Any:
    from d2lbook.notebook import create_new_notebook

    number_cells(cells)
    return create_new_notebook(notebook, cells)
