from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest

from ninbook.frameworks import BY_TAB
from ninbook.settings import SEED

PYTHON_NUMBERS = """
import random
import numpy
print([random.random(), *numpy.random.rand(2).tolist()])
"""


@pytest.mark.parametrize("tab", BY_TAB)
def test_two_processes_draw_the_same_numbers(
    first_run: Callable[..., subprocess.CompletedProcess[str]], tab: str
) -> None:
    first, second = (json.loads(first_run(tab, attempt).stdout) for attempt in range(2))
    assert first == second
    assert len(set(first)) >= 4


def test_variable_chooses_another_seed(run_kernel_code: Callable[..., str]) -> None:
    usual = run_kernel_code(PYTHON_NUMBERS)
    assert run_kernel_code(PYTHON_NUMBERS, NINBOOK_SEED=str(SEED)) == usual
    assert run_kernel_code(PYTHON_NUMBERS, NINBOOK_SEED=str(SEED + 1)) != usual


def test_imported_framework_obeys_the_variable(
    run_kernel_code: Callable[..., str], need: Callable[[str], None]
) -> None:
    need("pytorch")
    code = "import torch\nprint(torch.initial_seed())"
    assert run_kernel_code(code) == f"{SEED}\n"
    assert run_kernel_code(code, NINBOOK_SEED="7") == "7\n"
