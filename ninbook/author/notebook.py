"""Turns a page into a notebook as JupyterLab edits it, and back."""

from __future__ import annotations

from typing import Any

import nbformat

from ninbook.author.cells import Cell, CellPage, cut

_METADATA = "ninbook"
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
