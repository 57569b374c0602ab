"""A page as readers see it in one tab: its source with the frozen outputs and what they are."""

from __future__ import annotations

import copy
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import nbformat

from ninbook.directives.live.trained import Trained, trained_networks
from ninbook.directives.registry import EXPANSIONS
from ninbook.outputs import Execution, Store
from ninbook.plan import plan_notebook
from ninbook.render.evidence import evidence
from ninbook.render.provenance import provenance_line
from ninbook.settings import FULL, QUICK
from ninbook.source import Book, Page
from ninbook.source.comments import COMMENT
from ninbook.source.page import is_executable
from ninbook.words.words import ENGLISH, Words, words_of

_STEP = 1000
_STEP_OF_PART = 20
SITE_ONLY = "ninbook_site_only"
"""Metadata of a cell that holds tags for the site; notebooks do without it."""


@dataclass(frozen=True)
class Shown:
    """A page in one tab.

    Attributes:
        tab: the tab; None in a book without tabs.
        notebook: its notebook, outputs attached.
        execution: the execution that the outputs are from; None if there is none.
        is_fresh: whether all its outputs are those of the present code.
        words: what the page says of its outputs, in its language.
        root: address of the site's root, relative to the page.
        trained: the trained networks that the page asks for, by their names.
        in_all_tabs: returns the fresh executions of the page, by tab.
        cells: how many code cells a kernel executes before the comment that is expanded; None
            while none is.
    """

    tab: str | None
    notebook: Any
    execution: Execution | None
    is_fresh: bool
    words: Words = ENGLISH
    root: str = ""
    trained: Mapping[str, Trained] = field(default_factory=dict)
    in_all_tabs: Callable[[], Mapping[str, Execution]] = dict
    cells: int | None = None


def show(book: Book, store: Store, page: Page, tab: str | None) -> Shown | None:
    """Attaches the best frozen outputs to a page.

    Full executions are preferred to quick ones, fresh ones to stale ones. Of a stale one only the
    outputs of unchanged cells are taken.

    Args:
        book: the book.
        store: its store.
        page: the page.
        tab: the tab.

    Returns:
        The page, or None if it has code but none for this tab.
    """
    notebook = page.notebook_for(tab, book.config.default_tab, book.config)
    if notebook is None:
        return None
    words = words_of(book.language)
    notebook = copy.deepcopy(notebook)
    number_cells(notebook.cells)
    if plan_notebook(book, page, tab, FULL.name) is None:
        return Shown(tab, notebook, None, True, words)
    trained = trained_networks(book, store, page)
    in_all_tabs = partial(_fresh_in_all_tabs, book, store, page)
    best = _best(book, store, page, tab)
    if best is None:
        return Shown(tab, notebook, None, False, words, "", trained, in_all_tabs)
    fresh, count, execution = best
    frozen = execution.code_cells
    executable = [cell for cell in notebook.cells if is_executable(cell)]
    for cell, done in list(zip(executable, frozen, strict=False))[:count]:
        cell.outputs = copy.deepcopy(done.outputs)
    folders = len(page.path.parent.parts) + (1 if book.edition else 0)
    root = "../" * folders
    return Shown(tab, notebook, execution, fresh, words, root, trained, in_all_tabs)


def _best(
    book: Book, store: Store, page: Page, tab: str | None
) -> tuple[bool, int, Execution] | None:
    """The best execution of a page, whether it is fresh, and how many of its first cells are."""
    best: tuple[bool, int, Execution] | None = None
    for profile in (FULL, QUICK):
        plan = plan_notebook(book, page, tab, profile.name)
        # Damage was named and stopped the build; a preview shows the page without it.
        execution = store.load_intact(plan.page, plan.tab, plan.profile) if plan else None
        if plan is None or execution is None:
            continue
        fresh = plan.is_fresh(execution.fingerprints)
        count = plan.fresh_cells(execution.fingerprints)
        if best is None or (fresh, count) > best[:2]:
            best = (fresh, count, execution)
    return best


def _fresh_in_all_tabs(book: Book, store: Store, page: Page) -> dict[str, Execution]:
    found = {tab: _best(book, store, page, tab) for tab in book.tabs}
    return {tab: best[2] for tab, best in found.items() if best is not None and best[0]}


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


def number_cells(cells: Sequence[Any]) -> None:
    """Gives cells ids by their place; nbformat's own are random, and no build alike."""
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"


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
