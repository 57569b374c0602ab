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
    """

    parts: Sequence[str]
    per_tab: bool = False


def raw_html(html: str) -> str:
    """Returns HTML as d2lbook Markdown; PDFs leave it out.

    Args:
        html: one line.
    """
    return f"```eval_rst\n\n.. raw:: html\n\n    {html}\n```"
