import json
from pathlib import Path

import pytest

from tests.runtime.conftest import Facts, Run

AS_ON_A_GPU = """
from ninbook.runtime import training
from ninbook.runtime.tensorflow import speed
import json

speed.runs_on_gpu = lambda: True
training.report_result = lambda result: print(json.dumps(result))
{networks}
model = Small()
model.board.display = False
trainer = d2l.Trainer(max_epochs=2)
trainer.fit(model, d2l.FashionMNIST(batch_size=64, resize=(28, 28)))
print(json.dumps([type(trainer._update[1]).__module__, len(trainer.optim.variables)]))
"""


def test_what_runs_on_a_gpu_computes_the_same(run_kernel_code: Run, trained: Facts) -> None:
    usual = trained("tensorflow")["curves"]
    networks = (Path(__file__).parents[1] / "networks" / "tensorflow.py").read_text()
    output = run_kernel_code(AS_ON_A_GPU.format(networks=networks), NINBOOK_PROFILE="quick")
    result, update = map(json.loads, output.splitlines()[-2:])
    for name, line in result["curves"].items():
        assert [y for _, y in line] == pytest.approx([y for _, y in usual[name]], abs=1e-5)
    assert update[0].startswith("tensorflow.python.eager")  # a graph
