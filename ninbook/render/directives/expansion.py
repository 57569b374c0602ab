"""What stands on a page in place of a comment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Expansion:
    """What stands on a page in place of a comment.

    Attributes:
        parts: texts in d2lbook Markdown, each of which becomes a cell.
        per_tab: whether they differ by tab; otherwise they stand once for all tabs.
        around: tags that open and close an element around them, on the site alone.
    """

    parts: Sequence[str]
    per_tab: bool = False
    around: tuple[str, str] | None = None
