"""``<!-- ninbook: seeds 0.80 -->``: the accuracy that full trainings of a page have to reach."""

import re
from contextlib import suppress

from ninbook.document.document import Document
from ninbook.errors import ArgumentError


def least_accuracy(argument: str) -> float:
    """Read the directive's argument, such as ``0.80``.

    Raises:
        ArgumentError: it is no accuracy.
    """
    found = re.fullmatch(r"0?\.\d+", argument)
    if not found or not float(argument):
        raise ArgumentError(
            "takes the validation accuracy that training has to reach, such as 0.80, "
            f"but was given {argument!r}"
        )
    return float(argument)


def least_accuracy_of(document: Document) -> float | None:
    """Return the accuracy that a page asks for; None if it asks for none, or for what is none."""
    for directive in document.find("directive"):
        if directive.attrs["name"] == "seeds":
            with suppress(ArgumentError):
                return least_accuracy(directive.attrs["argument"])
    return None
