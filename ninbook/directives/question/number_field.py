"""``<!-- ninbook: question 410 -->``: a place for the reader's number, which the site checks.

It follows the text of a question. Without a script there is nothing, and the question stands for
itself.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ninbook.directives.expansion import Expansion, Place
from ninbook.directives.question.words import WORDS
from ninbook.source.comments import number_and_tolerance
from ninbook.words.words import in_language

if TYPE_CHECKING:
    from ninbook.render.shown import Shown

SCRIPTS = ("question.js",)
STYLES = ("question.css",)


def expand(shown: Shown, argument: str) -> Expansion:
    """Returns the mark for the script."""
    opening = f'<div class="widget" data-widget="question" data-argument="{argument}">'
    return Expansion([], around=(opening, "</div>"))


def settings(place: Place) -> dict[str, Any]:
    """Returns what the script starts from.

    Args:
        place: its argument is the right number, and by how much it may be missed.
    """
    number, tolerance = number_and_tolerance(place.argument)
    return {"right": number, "tolerance": tolerance, **asdict(in_language(WORDS, place.language))}
