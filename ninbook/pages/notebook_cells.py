"""Cells of notebooks, made without nbformat's comparing each with its schema."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import nbformat

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def markdown_cell(source: str, metadata: Mapping[str, Any] | None = None) -> Any:
    """Return a cell of text."""
    cell = {"cell_type": "markdown", "id": "", "metadata": dict(metadata or {}), "source": source}
    return nbformat.from_dict(cell)


def code_cell(
    source: str,
    outputs: Sequence[Any] = (),
    count: int | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> Any:
    """Return a cell of code, with its outputs and number if it was executed."""
    cell = {
        "cell_type": "code",
        "execution_count": count,
        "id": "",
        "metadata": dict(metadata or {}),
        "outputs": list(outputs),
        "source": source.strip("\n"),
    }
    return nbformat.from_dict(cell)


def notebook_of(cells: Iterable[Any], metadata: Mapping[str, Any] | None = None) -> Any:
    """Return a notebook of nbformat 4.5; its cells get ids by their place, alike in all builds."""
    notebook = nbformat.from_dict(
        {"cells": [], "metadata": {**_METADATA, **(metadata or {})}, "nbformat": 4}
    )
    notebook.nbformat_minor = 5
    put_cells(notebook, cells)
    return notebook


def put_cells(notebook: Any, cells: Iterable[Any]) -> None:
    """Replace a notebook's cells, and give them ids."""
    notebook.cells = list(cells)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"


def file_text(notebook: Any) -> str:
    """Return a notebook as the text of a file, the same for the same notebook."""
    return str(nbformat.v4.writes_json(notebook)) + "\n"
