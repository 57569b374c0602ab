"""Puts the notebooks of several tabs into one page, with a panel per framework."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from html import escape
from typing import Any

import nbformat
from d2lbook import notebook as d2lbook_notebook

from ninbook.frameworks import title_of


def merge(notebooks: Sequence[Any], tabs: Sequence[str]) -> Any:
    """Merges the notebooks of one page.

    Text that all tabs share stands once; what differs stands in panels, each of which names its
    framework, so that a page reads well without a script.

    Args:
        notebooks: one per tab for which the page has code, in the order of the tabs.
        tabs: all tabs of the book.

    Returns:
        A notebook in which panels are opened and closed by raw HTML, as d2lbook does it.
    """
    if len(notebooks) == 1:
        return notebooks[0]
    merged = d2lbook_notebook.merge_tab_notebooks(list(notebooks))
    groups = d2lbook_notebook._merge_tabs(merged, list(tabs))
    if len({tab for in_tab, group in groups if in_tab for tab, _ in group}) <= 1:
        return merged
    cells: list[Any] = []
    for in_tab, group in groups:
        if not in_tab:
            cells += group
            continue
        cells.append(_raw('<div class="tabs" data-tabs>'))
        for tab, panel in group:
            title = escape(title_of(tab))
            opening = f'<div class="tab-panel" data-framework="{tab}" data-title="{title}">'
            cells.append(_raw(f'{opening}<p class="tab-name">{title}</p>'))
            cells += copy.deepcopy(panel)  # a cell may stand in several panels
            cells.append(_raw("</div>"))
        cells.append(_raw("</div>"))
    return d2lbook_notebook.create_new_notebook(merged, cells)


def _raw(html: str) -> Any:
    return nbformat.v4.new_markdown_cell(f"```eval_rst\n\n.. raw:: html\n\n    {html}\n```")
