"""What each comment of the builder becomes on a page, one module per comment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ninbook.directives import answer, results
from ninbook.directives.calculator import resource_table
from ninbook.directives.expansion import Expansion
from ninbook.directives.live import panel
from ninbook.directives.parity import parity_table
from ninbook.directives.question import number_field
from ninbook.directives.runs import table

if TYPE_CHECKING:
    from ninbook.render.shown import Shown

EXPANSIONS: Mapping[str, Callable[[Shown, str], Expansion]] = {
    "results": results.expand,
    "calculator": resource_table.expand,
    "answer": answer.begin,
    "end-answer": answer.end,
    "question": number_field.expand,
    "live": panel.expand,
    "parity": parity_table.expand,
    "seeds": table.rule,
    "runs": table.expand,
}
"""By the names of the comments, which are those of `ninbook.source.comments.READERS`."""

__all__ = ["EXPANSIONS", "Expansion"]
