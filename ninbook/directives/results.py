"""``<!-- ninbook: results -->``: the numbers of the last training before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninbook.directives.expansion import Expansion
from ninbook.render.provenance import results_table

if TYPE_CHECKING:
    from ninbook.render.shown import Shown


def expand(shown: Shown, argument: str) -> Expansion:
    """Returns the table of results, one for each tab."""
    table = results_table(shown.tab, shown.execution, shown.is_fresh, shown.words, shown.cells)
    return Expansion([table], per_tab=True)
