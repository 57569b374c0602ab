"""What each comment of the builder becomes on a page, one module per comment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ninbook.render.directives import (
    answer,
    calculator,
    live,
    parity,
    question,
    results,
    seed,
)
from ninbook.render.directives.expansion import Expansion

if TYPE_CHECKING:
    from ninbook.render.shown import Shown

EXPANSIONS: Mapping[str, Callable[[Shown, str], Expansion]] = {
    "results": results.expand,
    "calculator": calculator.expand,
    "answer": answer.begin,
    "end-answer": answer.end,
    "question": question.expand,
    "live": live.expand,
    "parity": parity.expand,
    "seed": seed.expand,
}
"""By the names of the comments, which are those of `ninbook.source.comments.READERS`."""

__all__ = ["EXPANSIONS", "Expansion"]
