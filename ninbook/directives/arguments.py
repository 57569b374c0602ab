"""Readers of what directives are given, as ``nin, alexnet`` in ``<!-- ninbook: live nin -->``."""

import re
from collections.abc import Mapping
from functools import partial

from ninbook.errors import ArgumentError
from ninbook.networks.presets import LIVE_PRESETS, PRESETS, Preset


def nothing(argument: str) -> None:
    """Read the argument of a directive that has none."""
    if argument:
        raise ArgumentError(f"takes no argument, but was given {argument!r}")


def network_names(argument: str, presets: Mapping[str, Preset] = PRESETS) -> list[str]:
    """Read names of networks to calculate with, with commas between them."""
    names = [name.strip() for name in argument.split(",")]
    for name in names:
        if name not in presets:
            known = ", ".join(presets)
            raise ArgumentError(f"unknown network {name!r}; choose from {known}")
    return names


live_network_names = partial(network_names, presets=LIVE_PRESETS)
"""Reads names of networks to train and run."""


def exercise_number(argument: str) -> int:
    """Read the number of an exercise."""
    if not re.fullmatch(r"[1-9]\d*", argument):
        raise ArgumentError(f"takes the number of an exercise, but was given {argument!r}")
    return int(argument)


_NUMBER = r"-?\d+(?:\.\d+)?"


def number_and_tolerance(argument: str) -> tuple[float, float]:
    """Read ``410`` or ``0.25 +- 0.01``: what is right, and by how much it may be missed."""
    found = re.fullmatch(rf"({_NUMBER})(?: *\+- *({_NUMBER}))?", argument)
    if not found:
        raise ArgumentError(f"takes a number, such as 410 or 0.25 +- 0.01, not {argument!r}")
    return float(found[1]), abs(float(found[2] or 0))
