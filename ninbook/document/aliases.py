"""Library aliases: names of ``d2l`` in a page's code, and what a tab's framework calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace

from ninbook.document.cells import Cell


def with_aliases(cells: Sequence[Cell], library: Mapping[str, str]) -> list[Cell]:
    """Replace the aliases in cells, as d2lbook does.

    Args:
        cells: cells of one tab.
        library: the tab's section ``[library-<tab>]`` of ``config.ini``.

    Returns:
        The cells. One that can't be parsed as Python keeps its code.
    """
    from d2lbook.library import replace_alias  # it imports formatters

    done = []
    for cell in cells:
        notebook = SimpleNamespace(cells=[SimpleNamespace(cell_type="code", source=cell.source)])
        try:
            source = str(replace_alias(notebook, library).cells[0].source)
        except SyntaxError:
            source = cell.source
        done.append(replace(cell, source=source))
    return done
