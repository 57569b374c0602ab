"""Keeps the outputs of a page that is edited as a notebook, since they are no part of the page.

They lie in a notebook beside the build, with Jupyter's signature, and come back to the cells whose
source is the same when the page is opened again. They never reach the page or the frozen store.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from pathlib import Path
from typing import Any

import nbformat

from ninbook.files.write import write_atomically

_WIDGET = "application/vnd.jupyter.widget-view+json"  # lives in its kernel, as the choice of a tab


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
