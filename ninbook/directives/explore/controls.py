"""``<!-- ninbook: explore -->``: controls for the figure above it, on the site alone.

The figure is an SVG whose ``data-example`` holds its numbers, as `img/ideas.py` draws it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ninbook.directives.context import Context, Place
from ninbook.document.nodes import Node
from ninbook.words.words import words_in

_HERE = Path(__file__).parent

SCRIPTS = ("explore.js",)
STYLES = ("explore.css",)


def expand(context: Context, argument: str) -> list[Node]:
    """Return the place for the script."""
    return [Node("widget", attrs={"name": "explore", "argument": "", "site_only": True})]


def button(language: str) -> str:
    """Return what the button says that brings the controls, before a reader comes near."""
    return words_in(_HERE, language)["start"]


def settings(place: Place) -> dict[str, Any]:
    """Return what the script starts from: nothing, since the figure holds it."""
    return {}


def words_for_script(language: str) -> dict[str, str]:
    """Return the words that the script shows."""
    return dict(words_in(_HERE, language))
