"""Turns a page into a notebook as JupyterLab edits it, and back.

Outputs are no part of the page. They lie in a notebook beside the build, with Jupyter's signature,
and come back to the cells whose source is the same when the page is opened again. They never reach
the page or the frozen store.
"""

import copy
from collections import defaultdict
from pathlib import Path
from typing import Any

import nbformat

from ninbook.author.cells import Cell, CellPage, cut
from ninbook.files.write import write_atomically

_METADATA = "ninbook"
_WIDGET = "application/vnd.jupyter.widget-view+json"  # lives in its kernel, as the choice of a tab
_KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}


class NotInMarkdownError(ValueError):
    """A notebook holds what a page can't; the message says what and what to do."""


def to_notebook(text: str) -> Any:
    """Return a page as an nbformat notebook without outputs.

    What a cell's source doesn't show is in its metadata.
    """
    page = cut(text)
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.update(
        kernelspec=dict(_KERNEL),
        language_info={"name": "python"},
        **{_METADATA: _known(head=page.head, tail=page.tail, newline=page.newline)},
    )
    notebook.cells = [_node(cell, number) for number, cell in enumerate(page.cells)]
    return notebook


def _node(cell: Cell, number: int) -> Any:
    kept = _known(gap=cell.gap, opening=cell.opening or None, closing=cell.closing, raw=cell.raw)
    make = nbformat.v4.new_code_cell if cell.is_code else nbformat.v4.new_markdown_cell
    return make(cell.source, id=f"cell-{number}", metadata={_METADATA: kept} if kept else {})


def _known(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}


def to_text(notebook: Any) -> str:
    """Return the page that a notebook is, made by `to_notebook` or new, without outputs.

    Raises:
        NotInMarkdownError: a picture was pasted into a cell.
    """
    cells = [_cell(node, number) for number, node in enumerate(notebook.cells, start=1)]
    kept = _kept(notebook)
    newline = kept.get("newline") if kept else "\n"
    return CellPage(tuple(cells), kept.get("head", ""), kept.get("tail"), newline).join()


def _cell(node: Any, number: int) -> Cell:
    if node.get("attachments"):
        raise NotInMarkdownError(
            f"cell {number} holds a pasted picture ({', '.join(node.attachments)}), which Markdown "
            "can't; save the picture in img/, write ![caption](../img/name.png), and save again"
        )
    source = node.source if isinstance(node.source, str) else "".join(node.source)
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    kept = _kept(node)
    if node.cell_type != "code":
        return Cell(source, gap=kept.get("gap"), raw=kept.get("raw"))
    opening, closing = kept.get("opening", ""), kept.get("closing", "")
    return Cell(source, True, kept.get("gap"), opening, closing, kept.get("raw"))


def _kept(node: Any) -> dict[str, str]:
    kept = node.metadata.get(_METADATA)
    items = kept.items() if isinstance(kept, dict) else ()
    return {name: value for name, value in items if isinstance(value, str)}


def keep_outputs(file: Path, notebook: Any, notary: Any) -> None:
    """Write a notebook's outputs, signed by Jupyter's notary if the user saw them being made."""
    kept = nbformat.v4.new_notebook()
    kept.cells = [copy.deepcopy(cell) for cell in notebook.cells if cell.get("outputs")]
    for cell in kept.cells:
        cell.outputs = [o for o in cell.outputs if _WIDGET not in o.get("data", {})]
    trusted = notary.check_cells(kept)  # takes the marks of trust off the cells
    if trusted:
        notary.sign(kept)
    write_atomically(file, nbformat.writes(kept).encode())


def restore_outputs(file: Path, notebook: Any, notary: Any) -> None:
    """Give cells what was kept of the same sources; it is trusted if the notary signed it."""
    try:
        kept = nbformat.reads(file.read_text(encoding="utf-8"), as_version=4)
    except (OSError, ValueError, nbformat.ValidationError):
        kept = nbformat.v4.new_notebook()
    trusted = notary.check_signature(kept)
    by_source = defaultdict(list)
    for cell in kept.cells:
        by_source[cell.source].append(cell)
    for cell in notebook.cells:
        if cell.cell_type == "code" and by_source[cell.source]:
            old = by_source[cell.source].pop(0)
            cell.outputs, cell.execution_count = old.outputs, old.execution_count
            cell.metadata["trusted"] = trusted
        elif cell.cell_type == "code":
            cell.metadata["trusted"] = True  # it has no outputs
