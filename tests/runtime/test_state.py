import random

import numpy as np
import pytest

from ninbook.checkpoints.tree import pack, unpack
from ninbook.runtime.state import python_random_state, set_python_random_state


def draw() -> list[float]:
    drawn = [random.random(), random.gauss(0, 1), random.randrange(1 << 70)]
    return [*drawn, *np.random.random(2), np.random.normal(), *np.random.permutation(5)]


# Both generators keep the second of two normal numbers for the next call.
@pytest.mark.parametrize("calls", [0, 1, 2, 1000])
def test_numbers_go_on_where_they_were(calls: int) -> None:
    random.seed(1)
    np.random.seed(1)
    for _ in range(calls):
        random.gauss(0, 1)
        np.random.normal()
    state = unpack(pack(python_random_state()))
    expected = [draw(), draw()]
    random.seed(2)
    np.random.seed(2)
    assert draw() not in expected
    set_python_random_state(state)
    assert [draw(), draw()] == expected


def test_looking_at_the_state_changes_nothing() -> None:
    random.seed(1)
    np.random.seed(1)
    expected = draw()
    random.seed(1)
    np.random.seed(1)
    set_python_random_state(python_random_state())
    assert draw() == expected
