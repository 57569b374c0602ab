"""``<!-- ninbook: explore -->``: controls for the figure above it, on the site alone.

The figure is an SVG whose ``data-example`` holds its numbers, as `img/ideas.py` draws it.
"""

from ninbook.directives.context import Context
from ninbook.document.nodes import Node


def expand(context: Context, argument: str) -> list[Node]:
    """Return the place for the script."""
    return [Node("widget", attrs={"name": "explore", "argument": "", "site_only": True})]
