import math

import pytest

from ninbook.curves import dead_after

GUESS = 2.3025853633880615
"""ln 10 in single precision."""


def curves(*points: tuple[float, float]) -> dict[str, list[list[float]]]:
    return {
        "train_loss": [[0.5, 2.3]],
        "val_loss": [[epoch, loss] for epoch, (loss, _) in enumerate(points, start=1)],
        "val_acc": [[epoch, accuracy] for epoch, (_, accuracy) in enumerate(points, start=1)],
    }


def test_the_second_epoch_of_a_guess_is_named() -> None:
    assert dead_after(curves((2.0, 0.2), (GUESS, 0.1), (GUESS, 0.1), (GUESS, 0.1))) == 3
    assert dead_after(curves((GUESS + 9e-6, 0.1), (GUESS - 9e-6, 0.1))) == 2
    assert dead_after(curves((math.log(2), 0.5), (math.log(2), 0.5))) == 2


# Those of networks that started slowly, and one whose last images went astray.
@pytest.mark.parametrize(
    "points",
    [
        [(GUESS, 0.1)],
        [(2.3024793, 0.10176), (2.3021841, 0.10176), (2.3009002, 0.10176)],
        [(2.302608, 0.1), (2.3025854, 0.1), (2.302391, 0.1)],
        [(2.3025889, 0.09958), (2.3025832, 0.09889)],
        [(GUESS, 0.1), (2.0, 0.2), (GUESS, 0.1)],
        [(0.0, 1.0), (0.0, 1.0)],  # no loss is the guess of a single class
        [(math.nan, 0.1), (math.nan, 0.1)],
        [(math.inf, 0.1), (math.inf, 0.1)],
        [(10.8198, 0.0), (10.8198, 0.0)],
        [],
    ],
)
def test_a_network_that_moves_is_not_dead(points: list[tuple[float, float]]) -> None:
    assert dead_after(curves(*points)) is None


def test_without_an_accuracy_nothing_is_said() -> None:
    assert dead_after({"val_loss": [[1, GUESS], [2, GUESS]]}) is None
