import json
from collections.abc import Callable

import pytest

from ninbook.frameworks import BY_TAB
from ninbook.settings import SEED
from tests.runtime.conftest import Done, Facts, Run

PYTHON_NUMBERS = """
import random
import numpy
print([random.random(), *numpy.random.rand(2).tolist()])
"""


@pytest.mark.parametrize("tab", BY_TAB)
def test_two_processes_draw_the_same_numbers(
    imported: Callable[[str], Done], mended: Facts, tab: str
) -> None:
    numbers = json.loads(imported(tab).stdout)
    assert mended(tab)["first_numbers"] == numbers
    assert len(set(numbers)) >= 4


def test_variable_chooses_another_seed(run_kernel_code: Run) -> None:
    usual = run_kernel_code(PYTHON_NUMBERS)
    assert run_kernel_code(PYTHON_NUMBERS, NINBOOK_SEED=str(SEED)) == usual
    assert run_kernel_code(PYTHON_NUMBERS, NINBOOK_SEED=str(SEED + 1)) != usual
