"""The committed weights have the accuracy that the page states, on the test images.

By default on the first five hundred or so, with `--slow` on all of them.
"""

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ninbook.frameworks import BY_TAB
from ninbook.outputs import Execution, Store
from tests.cells import NIN, ROOT, cells_of_network
from tests.conftest import need

RUNTIME_TESTS = ROOT / "tests" / "runtime"
BATCH_SIZE, SIDE = 128, 224
FEW_BATCHES = 4
ROUNDING = 1e-3  # another thread count or library may turn a few of the 10,000 images
CHANCE = 0.06  # four standard errors of an accuracy of 0.87 on five hundred images
CODE = """
import json, sys
from pathlib import Path
import ninbook.runtime
ninbook.runtime.load_ipython_extension(None)
import numpy
from safetensors.numpy import load
{cells}
from mean_accuracy import classified, mean_of
weights = load(Path(sys.argv[1]).read_bytes())
size = sum(array.size for array in weights.values())
found = list(classified({tab!r}, NiN(lr=0.05), weights, {batch_size}, {side}, {batches}))
counts = numpy.bincount(numpy.concatenate([classes for classes, _ in found]), minlength=10)
print(json.dumps([size, mean_of(found), counts.tolist()]))
"""


def frozen(tab: str) -> Execution:
    execution = Store(ROOT).load(NIN.with_suffix("").as_posix(), tab, "full")
    if execution is None:
        pytest.skip(f"no full execution of {tab} is frozen yet")
    return execution


def evaluate(tab: str, execution: Execution, folder: Path, batches: int | None) -> Any:
    """Returns what a new network with the weights does.

    The number of weights, the mean accuracy, and how many images it takes for each class.
    """
    ((digest, content),) = Store(ROOT).weights(execution).items()
    assert execution.record["results"][-1]["weights"]["sha256"] == digest
    file = folder / "weights.safetensors"
    file.write_bytes(content)
    code = CODE.format(
        cells=cells_of_network(tab),
        tab=tab,
        batch_size=BATCH_SIZE,
        side=SIDE,
        batches=batches,
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{RUNTIME_TESTS}", "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("tab", BY_TAB)
def test_the_weights_are_those_of_the_result(tab: str, tmp_path: Path) -> None:
    need(tab)
    execution = frozen(tab)
    result = execution.record["results"][-1]
    size, accuracy, counts = evaluate(tab, execution, tmp_path, FEW_BATCHES)
    assert size == result["parameters"]
    assert accuracy == pytest.approx(result["final"]["val_acc"], abs=CHANCE)
    # Of equal logits the first is the largest. A network that learned knows every class.
    is_stuck = abs(result["final"]["val_loss"] - math.log(10)) < ROUNDING
    assert sum(count > 0 for count in counts) == (1 if is_stuck else 10)
    assert sum(counts) == FEW_BATCHES * BATCH_SIZE


@pytest.mark.slow
@pytest.mark.parametrize("tab", BY_TAB)
def test_the_weights_have_the_accuracy_that_the_page_states(tab: str, tmp_path: Path) -> None:
    need(tab)
    execution = frozen(tab)
    _, accuracy, counts = evaluate(tab, execution, tmp_path, None)
    assert sum(counts) == 10_000
    stated = execution.record["results"][-1]["final"]["val_acc"]
    assert accuracy == pytest.approx(stated, abs=ROUNDING)
