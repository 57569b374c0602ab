"""Says of a name that nobody knows which one may have been meant."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches


def hint(name: str, known: Sequence[str]) -> str:
    """Return what to say after naming it.

    Args:
        name: the unknown name.
        known: those that there are.
    """
    close = get_close_matches(name, known, n=1)
    if close:
        return f" did you mean {close[0]!r}?"
    return (
        f" choose from {', '.join(known)}" if len(known) <= 12 else " define it or correct the name"
    )
