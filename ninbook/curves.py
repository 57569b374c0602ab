"""What the curves of a training tell of its outcome."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

Curves = Mapping[str, Sequence[Sequence[float]]]
"""The points of a plot, each an epoch and a value, by their labels."""

_TOLERANCE = 1e-5


def dead_after(curves: Curves) -> int | None:
    """Return the epoch after which a classifier was dead.

    A classifier of n classes is dead when it gives every validation image the same logits after two
    successive epochs: its loss is ln n, and its accuracy, the share of one class, stays. A network
    that starts slowly comes near ln n, too, but keeps moving.

    Args:
        curves: with the validation's loss and accuracy after each epoch.

    Returns:
        The second of the first two such epochs; None if there are none.
    """
    points = list(zip(curves.get("val_loss", ()), curves.get("val_acc", ()), strict=False))
    for ((_, loss), (_, accuracy)), ((epoch, next_loss), (_, next_accuracy)) in pairwise(points):
        if _is_a_guess(loss) and _is_a_guess(next_loss) and accuracy == next_accuracy:
            return round(epoch)
    return None


def _is_a_guess(loss: float) -> bool:
    """Tell whether a loss is that of equal logits for 2 to 100 classes.

    The logarithms of larger numbers lie too close to each other for a loss to tell.
    """
    classes = round(math.exp(loss)) if 0 < loss < 5 else 0
    return 2 <= classes <= 100 and abs(loss - math.log(classes)) < _TOLERANCE
