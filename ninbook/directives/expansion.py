"""What stands on a page in place of a comment, and where a widget of the site stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Expansion:
    """What stands on a page in place of a comment.

    Attributes:
        parts: texts in d2lbook Markdown, each of which becomes a cell.
        per_tab: whether they differ by tab; otherwise they stand once for all tabs.
        around: HTML before and after them, on the site alone.
    """

    parts: Sequence[str]
    per_tab: bool = False
    around: tuple[str, str] | None = None


@dataclass(frozen=True)
class Place:
    """Where a widget stands.

    Attributes:
        argument: what its mark says.
        language: of the page, as in BCP 47.
        root: address of the site's root, relative to the page; empty or with a slash at its end.
        live: what the site offers for networks that run in the page; empty if there is nothing.
    """

    argument: str
    language: str
    root: str = ""
    live: Mapping[str, Any] = field(default_factory=dict)
