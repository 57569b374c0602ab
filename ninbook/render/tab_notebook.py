"""A page as d2lbook's notebook of one tab, for what is still written from such notebooks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from nbformat.v4 import nbbase

from ninbook.document.cells import LOADS_TABS
from ninbook.document.document import Document
from ninbook.render.merged_contents import text_of


def notebook_for(page: Document, tab: str | None, config: Any) -> Any | None:
    """Return the page as a notebook with the cells of one tab.

    Args:
        page: the page.
        tab: the tab; None in a book without tabs.
        config: d2lbook's configuration, for the default tab and the library's aliases.

    Returns:
        An nbformat notebook, or None if the page has code but none for this tab. Change a copy.
    """
    from d2lbook import library, notebook

    text = text_of(page)
    with cells_unchecked():
        whole = _notebook(text)
        if not tab or not whole.cells:
            return notebook.create_new_notebook(whole, list(whole.cells))
        chosen = notebook.get_tab_notebook(_split(text), tab, config.default_tab)
        if chosen is not None and tab in config.library:
            chosen = library.replace_alias(chosen, config.library[tab])
    return chosen


@lru_cache(maxsize=1000)
def _notebook(text: str) -> Any:
    import notedown

    # As d2lbook.notebook.read_markdown, but indented paragraphs stay text.
    reader = notedown.MarkdownReader(code_regex="fenced", match="strict")
    notebook = reader.reads(text)
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip()]
    return notebook


@lru_cache(maxsize=1000)
def _split(text: str) -> Any:
    from d2lbook import notebook

    whole = notebook.split_markdown_cell(_notebook(text))
    if all(LOADS_TABS in cell.source for cell in whole.cells if cell.cell_type == "code"):
        # Without code of its own the page is the same in every tab.
        whole.cells = [cell for cell in whole.cells if cell.cell_type != "code"]
    return whole


def code_cells(notebook: Any) -> list[Any]:
    """Returns a notebook's code cells that a kernel executes, in their order."""
    return [cell for cell in notebook.cells if is_executable(cell)]


def is_executable(cell: Any) -> bool:
    """Tells whether a cell is Python code rather than text or a directive."""
    if cell.cell_type != "code":
        return False
    classes = cell.metadata.get("attributes", {}).get("classes", [])
    return not classes or "python" in classes or "input" in classes


@contextmanager
def cells_unchecked() -> Iterator[None]:
    """Lets nbformat make cells without comparing each with its schema, which takes 0.5 ms a cell.

    Parsers, d2lbook's too, make thousands. What is written to a file is checked then.
    """
    check = nbbase.validate
    nbbase.validate = lambda *_, **__: None
    try:
        yield
    finally:
        nbbase.validate = check
