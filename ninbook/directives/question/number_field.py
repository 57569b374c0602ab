"""``<!-- ninbook: question 410 -->``: a place for the reader's number, which the site checks.

It follows the text of a question. Without a script there is nothing, and the question stands for
itself.
"""

from typing import Any

from ninbook.directives.arguments import number_and_tolerance
from ninbook.directives.context import Place
from ninbook.words.words import words_in


def settings(place: Place) -> dict[str, Any]:
    """Return what the script starts from."""
    number, tolerance = number_and_tolerance(place.argument)
    words = words_in("directives/question", place.language)
    return {"right": number, "tolerance": tolerance, **words}
