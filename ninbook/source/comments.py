"""Comments that the builder expands, as ``<!-- ninbook: results -->`` on a line of its own.

Stock d2lbook and every viewer of Markdown leave them out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress

from ninbook.document.document import Document
from ninbook.networks import LIVE_PRESETS, PRESETS, Preset

COMMENT = re.compile(
    r"^<!-- *ninbook: *(?P<name>[\w-]+)(?: +(?P<argument>[^\n]*?))? *-->$", re.MULTILINE
)


class CommentError(ValueError):
    """A comment's argument is not what it should be; the message says what is wrong."""


def nothing(argument: str) -> None:
    """Reads the argument of a comment that has none."""
    if argument:
        raise CommentError(f"takes no argument, but has {argument!r}")


def network_names(argument: str) -> list[str]:
    """Reads names of networks to calculate with, with commas between them."""
    return _names_of(PRESETS, argument)


def live_network_names(argument: str) -> list[str]:
    """Reads names of networks to train and run, with commas between them."""
    return _names_of(LIVE_PRESETS, argument)


def _names_of(presets: Mapping[str, Preset], argument: str) -> list[str]:
    names = [name.strip() for name in argument.split(",")]
    for name in names:
        if name not in presets:
            known = ", ".join(presets)
            raise CommentError(f"unknown network {name!r}; known are {known}")
    return names


def exercise_number(argument: str) -> int:
    """Reads the number of an exercise."""
    if not re.fullmatch(r"[1-9]\d*", argument):
        raise CommentError(f"takes the number of an exercise, but has {argument!r}")
    return int(argument)


def least_accuracy(argument: str) -> float:
    """Reads ``0.80``: the validation accuracy that a training has to reach."""
    found = re.fullmatch(r"0?\.\d+", argument)
    if not found or not float(argument):
        raise CommentError(
            "takes the validation accuracy that the training has to reach, as 0.80, "
            f"but has {argument!r}"
        )
    return float(argument)


_NUMBER = r"-?\d+(?:\.\d+)?"


def number_and_tolerance(argument: str) -> tuple[float, float]:
    """Reads ``410`` or ``0.25 +- 0.01``: what is right, and by how much it may be missed."""
    found = re.fullmatch(rf"({_NUMBER})(?: *\+- *({_NUMBER}))?", argument)
    if not found:
        raise CommentError(f"takes a number, as 410 or 0.25 +- 0.01, but has {argument!r}")
    return float(found[1]), abs(float(found[2] or 0))


READERS: Mapping[str, Callable[[str], object]] = {
    "results": nothing,
    "calculator": network_names,
    "parity": nothing,
    "answer": exercise_number,
    "end-answer": nothing,
    "question": number_and_tolerance,
    "live": live_network_names,
    "seeds": least_accuracy,
    "runs": nothing,
}
"""The comments by name, and what reads their arguments."""


def least_accuracy_of(page: Document) -> float | None:
    """Return the accuracy that a page asks for, None if it asks for none.

    Args:
        page: the page. A comment that can't be read is left to `ninbook.check`.
    """
    for directive in page.find("directive"):
        if directive.attrs["name"] == "seeds":
            with suppress(CommentError):
                return least_accuracy(directive.attrs["argument"])
    return None
