"""``<!-- ninbook: answer 3 -->`` to ``<!-- ninbook: end-answer -->``: folded on the site."""

from ninbook.directives.context import Context
from ninbook.document.nodes import Node


def begin(context: Context, argument: str) -> list[Node]:
    """Open an answer; where nothing folds, its title says what it is."""
    title = context.words.answer_to.format(number=argument)
    return [Node("answer", attrs={"opens": True, "number": int(argument), "title": title})]


def end(context: Context, argument: str) -> list[Node]:
    """Close the answer."""
    return [Node("end")]
