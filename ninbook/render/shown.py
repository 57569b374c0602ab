"""A page as readers see it in one tab: its source with the frozen outputs and what they are."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ninbook.outputs import Execution, Store, plan_of
from ninbook.plan import plan_notebook
from ninbook.render.tab_notebook import is_executable, notebook_for
from ninbook.settings import FULL, QUICK
from ninbook.source import Book, Document
from ninbook.words.words import ENGLISH, Words, words_of


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
        source: the book, its store and the page; None if no code of the page is executed.
        in_all_tabs: returns the fresh executions of the page, by tab.
        cells: how many code cells a kernel executes before the comment that is expanded; None
            while none is.
        language: the page's, as in BCP 47.
    """

    tab: str | None
    notebook: Any
    execution: Execution | None
    is_fresh: bool
    words: Words = ENGLISH
    root: str = ""
    source: tuple[Book, Store, Document] | None = None
    in_all_tabs: Callable[[], Mapping[str, Execution]] = dict
    cells: int | None = None
    language: str = "en"


def show(book: Book, store: Store, page: Document, tab: str | None) -> Shown | None:
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
    notebook = notebook_for(page, tab, book.config)
    if notebook is None:
        return None
    words = words_of(book.language)
    notebook = copy.deepcopy(notebook)
    number_cells(notebook.cells)
    if plan_notebook(book, page, tab, FULL.name) is None:
        return Shown(tab, notebook, None, True, words, language=book.language)
    source = (book, store, page)
    in_all_tabs = partial(_fresh_in_all_tabs, book, store, page)
    best = _best(book, store, page, tab)
    if best is None:
        return Shown(
            tab, notebook, None, False, words, "", source, in_all_tabs, None, book.language
        )
    fresh, count, execution = best
    frozen = execution.code_cells
    executable = [cell for cell in notebook.cells if is_executable(cell)]
    for cell, done in list(zip(executable, frozen, strict=False))[:count]:
        cell.outputs = copy.deepcopy(done.outputs)
    folders = len(page.path.parent.parts) + (1 if book.edition else 0)
    root = "../" * folders
    return Shown(
        tab, notebook, execution, fresh, words, root, source, in_all_tabs, language=book.language
    )


def _best(
    book: Book, store: Store, page: Document, tab: str | None
) -> tuple[bool, int, Execution] | None:
    """The best execution of a page, whether it is fresh, and how many of its first cells are."""
    best: tuple[bool, int, Execution] | None = None
    for profile in (FULL, QUICK):
        # Damage was named and stopped the build; a preview shows the page without it.
        execution = store.load_intact(page.name, tab, profile.name)
        plan = plan_of(book, page, tab, profile.name, execution)
        if plan is None or execution is None:
            continue
        fresh = plan.is_fresh(execution.fingerprints)
        count = plan.fresh_cells(execution.fingerprints)
        if best is None or (fresh, count) > best[:2]:
            best = (fresh, count, execution)
    return best


def _fresh_in_all_tabs(book: Book, store: Store, page: Document) -> dict[str, Execution]:
    found = {tab: _best(book, store, page, tab) for tab in book.tabs}
    return {tab: best[2] for tab, best in found.items() if best is not None and best[0]}


def number_cells(cells: Sequence[Any]) -> None:
    """Gives cells ids by their place; nbformat's own are random, and no build alike."""
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
