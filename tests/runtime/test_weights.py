"""The weights that a training hands over are the whole network, for a new model."""

import json
from pathlib import Path

import pytest

from ninbook.frameworks import BY_TAB
from tests.cells import cells_of
from tests.conftest import need
from tests.runtime.conftest import Run

HERE = Path(__file__).parent
BOOK = HERE.parent / "end_to_end" / "resume_book"  # its network has dropout and statistics
CODE = """
import json
from mean_accuracy import mean_accuracy, state_of
from ninbook.runtime import training

results = []
training.report_result = results.append
{cells}
weights = state_of({tab!r}).weights(trainer, model)
found = mean_accuracy({tab!r}, Small(lr=0.1), weights, 1500, 28, results[0]["val_batches"])
wrong = {{name: array for name, array in weights.items() if name != min(weights)}}
try:
    mean_accuracy({tab!r}, Small(lr=0.1), wrong, 1500, 28, 1)
    refused = ""
except ValueError as error:
    refused = str(error)
print(json.dumps([found, results[0]["final"]["val_acc"], min(weights), refused]))
"""


@pytest.mark.parametrize("tab", BY_TAB)
def test_a_new_model_with_the_weights_has_the_accuracy_that_was_plotted(
    tab: str, run_kernel_code: Run
) -> None:
    need(tab)
    define, train, _ = cells_of(Path("resume.md"), tab, BOOK)
    code = CODE.format(cells=f"{define}\n{train}", tab=tab)
    root = HERE.parents[1]
    output = run_kernel_code(code, NINBOOK_PROFILE="quick", PYTHONPATH=f"{root}:{HERE}")
    found, plotted, name, refused = json.loads(output.splitlines()[-1])
    assert found == pytest.approx(plotted, abs=1e-6)
    assert found > 0.2  # far from chance, so that wrong weights would be noticed
    assert name in refused
