"""``<!-- ninbook: answer 3 -->`` to ``<!-- ninbook: end-answer -->``: folded on the site."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ninbook.directives.expansion import Expansion

if TYPE_CHECKING:
    from ninbook.render.shown import Shown


def begin(shown: Shown, argument: str) -> Expansion:
    """Returns what opens the answer; where nothing folds, a line that says what it is."""
    title = shown.words.answer_to.format(number=argument)
    opening = f'<details class="answer"><summary>{escape(title)}</summary>'
    return Expansion([f"**{title}**"], around=(opening, ""))


def end(shown: Shown, argument: str) -> Expansion:
    """Returns what closes the answer."""
    return Expansion([], around=("", "</details>"))
