"""Notebooks that run by themselves on another machine: figures inside, set-up first."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath
from typing import Any

import nbformat

from ninbook.frameworks import framework_of
from ninbook.notebooks.export import export, image_element
from ninbook.notebooks.setup_cells import drawing_cell, setup_cell, switch_cell
from ninbook.notebooks.words import NotebookWords, notebook_words_of
from ninbook.outputs import Execution, Store
from ninbook.pictures import svg_tree
from ninbook.render.edition import Edition
from ninbook.render.provenance import device_of, duration, run_of, seconds_of
from ninbook.render.shown import Shown, number_cells
from ninbook.render.tab_notebook import cells_unchecked, is_executable
from ninbook.settings import FULL, QUICK, SEED
from ninbook.words.words import words_of

_MIME_OF = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
_PLACE = re.compile(r"\x02(\d+)\x03")


@dataclass(frozen=True)
class Machine:
    """Where a notebook is to run.

    Attributes:
        name: name of d2lbook's target, and of its section in ``config.ini``.
        kernel: name of the kernel there.
        accelerators: whether the notebook's metadata can ask for one.
    """

    name: str
    kernel: str = "python3"
    accelerators: bool = False


COLAB = Machine("colab", accelerators=True)
JUPYTER = Machine("jupyter")
"""The reader's own computer."""


def standalone_notebook(
    edition: Edition,
    store: Store,
    page: Path,
    shown: Shown,
    machine: Machine,
    address: Callable[[Path], str | None] = lambda page: None,
) -> Any:
    """Makes a notebook of a page that needs no other file.

    Args:
        edition: the book in its language.
        store: its frozen outputs, for the time that they took.
        page: the page, relative to the book's root.
        shown: the page in one tab.
        machine: where it is to run.
        address: where the notebook of another page is hosted; None if it is nowhere.

    Returns:
        The notebook. A page without code for a framework has no set-up.
    """
    figures = _EmbeddedFigures(edition.book.root, page)
    notebook = export(edition, page, shown, figures, address)
    with cells_unchecked():
        notebook.cells = list(_spread(notebook.cells, figures.drawings))
    return add_setup_cells(notebook, edition, store, page, shown, machine)


def add_setup_cells(
    notebook: Any, edition: Edition, store: Store, page: Path, shown: Shown, machine: Machine
) -> Any:
    """Puts the set-up in front of a notebook's cells, if they hold code for a framework.

    Args:
        notebook: the notebook, which is changed.
        edition: the book in its language.
        store: its frozen outputs, for the time that they took.
        page: the page, relative to the book's root.
        shown: the page in one tab.
        machine: where it is to run.

    Returns:
        The notebook.
    """
    framework = framework_of(shown.tab)
    code = [cell.source for cell in shown.notebook.cells if is_executable(cell)]
    if framework is not None and code:
        words = notebook_words_of(edition.language)
        executions = _executions(store, page, shown.tab)
        trains = any(execution.record["results"] for execution in executions.values())
        with cells_unchecked():
            head = [_introduction(edition, page, shown, machine, executions if trains else None)]
            seed = shown.execution.record["seed"] if shown.execution else SEED
            head.append(setup_cell(framework, words, seed))
            if trains:
                head.append(switch_cell(framework, words))
        notebook.cells = [*head, *notebook.cells]
    number_cells(notebook.cells)
    notebook.metadata["kernelspec"]["name"] = machine.kernel
    if machine.accelerators:
        notebook.metadata["colab"] = {"name": f"{page.stem}.ipynb", "provenance": []}
        pattern = edition.book.config.colab["gpu_pattern"]
        if framework is not None and framework.uses_gpu and any(pattern in text for text in code):
            notebook.metadata["accelerator"] = "GPU"
            notebook.metadata["colab"]["gpuType"] = "T4"
    return notebook


class _EmbeddedFigures:
    """Puts images into the notebook: see `Figure`. Drawings leave a mark and come later."""

    def __init__(self, root: Path, page: Path) -> None:
        self._root = root
        self._page = page
        self.drawings: list[str] = []

    def __call__(self, path: str, width: str, description: str) -> str:
        file = self._root / normpath((self._page.parent / path).as_posix())
        if "://" in path or not file.is_file():
            return image_element(path, width, description)
        if file.suffix == ".svg":
            self.drawings.append(svg_tree.write(svg_tree.read(file.read_text(encoding="utf-8"))))
            return f"\x02{len(self.drawings) - 1}\x03"
        kind = _MIME_OF.get(file.suffix.lower(), "application/octet-stream")
        content = base64.b64encode(file.read_bytes()).decode("ascii")
        return f"![{description}](data:{kind};base64,{content})"


def _spread(cells: list[Any], drawings: list[str]) -> Iterator[Any]:
    """Cuts text where a drawing belongs, and puts the drawing there."""
    for cell in cells:
        if cell.cell_type != "markdown":
            yield cell
            continue
        for number, part in enumerate(_PLACE.split(cell.source)):
            if number % 2:
                yield drawing_cell(drawings[int(part)])
            elif part.strip():
                yield nbformat.v4.new_markdown_cell(part.strip())


def _executions(store: Store, page: Path, tab: str | None) -> dict[str, Execution]:
    name = page.with_suffix("").as_posix()
    found = {profile.name: store.load_intact(name, tab, profile.name) for profile in (FULL, QUICK)}
    return {name: execution for name, execution in found.items() if execution is not None}


def _introduction(
    edition: Edition,
    page: Path,
    shown: Shown,
    machine: Machine,
    executions: dict[str, Execution] | None,
) -> Any:
    """Says how to run the notebook, and what it took before."""
    words = notebook_words_of(edition.language)
    framework = framework_of(shown.tab)
    assert framework is not None
    parts = [f"**{edition.numbers.title(page)} · {framework.title}**", getattr(words, machine.name)]
    if not framework.uses_gpu:
        parts[-1] += " " + words.no_gpu.format(framework=framework.title)
    elif machine.accelerators:
        parts[-1] += " " + words.gpu
    if executions is not None:
        parts.append(words.switch.format(train=QUICK.train_batches))
        if framework.uses_gpu:
            parts[-1] += " " + words.automatic
        parts.append(_times(edition.language, words, executions))
    return nbformat.v4.new_markdown_cell("\n\n".join(parts))


def _times(language: str, words: NotebookWords, executions: dict[str, Execution]) -> str:
    rows = [f"| {words.run} | {words.took} | {words.device} |", "|:--|:--|:--|"]
    page_words = words_of(language)
    for name, label in ((FULL.name, words.full), (QUICK.name, words.quick)):
        execution = executions.get(name)
        if execution is None:
            rows.append(f"| {label} | {words.not_measured} | |")
            continue
        record = execution.record
        took = duration(seconds_of(record), page_words)
        device = "".join(device_of(record, page_words))
        rows.append(f"| {label}: {run_of(record, page_words)} | {took} | {device} |")
    return "\n".join(rows)
