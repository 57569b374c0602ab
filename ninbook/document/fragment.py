"""Nodes of text that isn't on a page: what the builder says, in the Markdown of pages."""

from __future__ import annotations

from functools import lru_cache

from ninbook.document.arrange import arrange
from ninbook.document.markdown import tree_of
from ninbook.document.nodes import Node


def fragment(markdown: str) -> list[Node]:
    """Parse a text that is no page.

    Args:
        markdown: the text, in d2lbook's Markdown.

    Returns:
        Its blocks, which are the caller's to change.
    """
    return [node.copy() for node in _parsed(markdown)]


@lru_cache(maxsize=256)
def _parsed(markdown: str) -> list[Node]:
    return arrange(tree_of(markdown))
