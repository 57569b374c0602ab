import pytest

from tests.runtime.conftest import Run

pytest.importorskip("matplotlib")
CODE = """
import sys
from matplotlib import pyplot as plt

plt.figure(figsize=(2, 2))
plt.plot([1, 3, 2], label="curve")
plt.fill_between([0, 1], [0, 1], hatch="/")
plt.xlabel("epoch")
plt.legend()
plt.savefig(sys.stdout, format="svg")
"""


def test_svg_is_the_same_in_every_process_and_keeps_its_text(run_kernel_code: Run) -> None:
    first, second = run_kernel_code(CODE), run_kernel_code(CODE)
    assert first == second
    assert ">epoch</text>" in first
    assert ">curve</text>" in first
    assert "1970-01-01" in first
