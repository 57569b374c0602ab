"""``<!-- ninbook: seed jax 1 -->``: the seed of a tab's executions; nothing to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninbook.directives.expansion import Expansion

if TYPE_CHECKING:
    from ninbook.render.shown import Shown


def expand(shown: Shown, argument: str) -> Expansion:
    """Returns nothing, since the line below an output names its seed.

    Args:
        shown: the page in its tab.
        argument: the comment's, a tab and a seed.
    """
    return Expansion(())
