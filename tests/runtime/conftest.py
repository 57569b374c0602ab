import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import ninbook
from ninbook.dataset import fashion_mnist
from ninbook.settings import ARTIFACTS_VARIABLE, PROFILE_VARIABLE
from tests.conftest import need

HERE = Path(__file__).parent
Done = subprocess.CompletedProcess[str]
Run = Callable[..., str]
Facts = Callable[[str], dict[str, Any]]
Reported = Callable[[str, str], dict[str, Any]]
START = "import ninbook.runtime\nninbook.runtime.load_ipython_extension(None)\n"
NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9")
ON_CPU = {"CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu"}

FIRST_NUMBERS = {
    "pytorch": """
import torch
from d2l import torch as d2l
numbers = torch.rand(4).tolist()
""",
    "mxnet": """
import mxnet
from d2l import mxnet as d2l
numbers = mxnet.np.random.uniform(size=4).tolist()
layer = mxnet.gluon.nn.Dense(2, in_units=2)
layer.initialize(mxnet.init.Xavier())
numbers += layer.weight.data().asnumpy().ravel().tolist()
""",
    "tensorflow": """
import tensorflow as tf
from d2l import tensorflow as d2l
numbers = tf.random.uniform((4,)).numpy().tolist()
numbers += tf.keras.initializers.GlorotUniform()((2, 2)).numpy().ravel().tolist()
""",
    "jax": """
import jax
from d2l import jax as d2l
numbers = [d2l.get_seed(), *d2l.get_key().tolist()]
numbers += jax.random.uniform(d2l.get_key(), (4,)).tolist()
""",
}
RUN_ALL = """
import json, traceback
from pathlib import Path

exec(compile(Path({file!r}).read_text(), {file!r}, "exec"))
found = {{"first_numbers": numbers}}
for name, test in [*globals().items()]:
    if name.startswith("test_"):
        try:
            found[name] = test()
        except Exception:
            found[name] = traceback.format_exc()
print(json.dumps(found))
"""
TRAINING = """
import json
from ninbook.runtime import training

results = []
training.report_result = results.append
{networks}
for model, epochs, images, display in {trainings}:
    model = eval(model)
    model.board.display = display
    data = d2l.FashionMNIST(batch_size=64, resize=(28, 28))
    if images:
        data.train, data.val = (first(part, images) for part in (data.train, data.val))
    d2l.Trainer(max_epochs=epochs).fit(model, data)
print(json.dumps(results))
"""
DYING = ("Dead(lr=0.0)", 4, 192)
TRAININGS = {
    "quick": {"small": ("Small()", 2, None, False)},
    "full": {"dead": (*DYING, True)},
}
"""By profile and name: model, epochs, images if not all, whether a plot is drawn."""
OF_PYTORCH = {
    "quick": {"dead": (*DYING, True)},
    "full": {
        "hidden dead": (*DYING, False),
        "small": ("Small()", 1, 128, True),
        "hidden small": ("Small()", 1, 128, False),
    },
}
"""Those that are the same in all frameworks."""


@pytest.fixture(scope="session")
def run_kernel(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Done]:
    """Runs code in a process of its own that has loaded the runtime, in an empty folder."""
    fashion_mnist.ensure()  # the process may not ask the network

    def run(code: str, **env: str) -> Done:
        clean = {
            k: v for k, v in os.environ.items() if k not in ("NINBOOK_PROFILE", "NINBOOK_SEED")
        }
        root = str(Path(ninbook.__file__).parents[1])
        return subprocess.run(
            [sys.executable, "-c", START + code],
            cwd=tmp_path_factory.mktemp("kernel"),
            env=clean | {"PYTHONPATH": root, "MPLBACKEND": "agg"} | NO_NETWORK | env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def run_kernel_code(run_kernel: Callable[..., Done]) -> Run:
    """As `run_kernel`, but returns standard output and fails with the errors of the code."""

    def run(code: str, **env: str) -> str:
        done = run_kernel(code, **env)
        if done.returncode:
            pytest.fail(f"exit code {done.returncode}\n{done.stderr}", pytrace=False)
        return done.stdout

    return run


@pytest.fixture(scope="session")
def imported(run_kernel: Callable[..., Done]) -> Callable[[str], Done]:
    """Imports a tab's framework and prints its first random numbers; once for all tests."""

    @functools.cache
    def run(tab: str) -> Done:
        need(tab)
        return run_kernel(f"{FIRST_NUMBERS[tab]}\nprint(numbers)")

    return run


@pytest.fixture(scope="session")
def mended(run_kernel_code: Run) -> Facts:
    """Runs the tests of a tab's mends in a reader's kernel; once for all that ask.

    Returns the first random numbers there, and what went wrong in each test.
    """

    @functools.cache
    def run(tab: str) -> dict[str, Any]:
        need(tab)
        code = RUN_ALL.format(file=str(HERE / "mended" / f"{tab}.py"))
        return dict(json.loads(run_kernel_code(f"{FIRST_NUMBERS[tab]}\n{code}").splitlines()[-1]))

    return run


@pytest.fixture(scope="session")
def reported(run_kernel_code: Run, tmp_path_factory: pytest.TempPathFactory) -> Reported:
    """Runs a tab's trainings of a profile in one kernel; once for all tests.

    Returns what is reported of each by its name, and the folder in which weights are collected.
    """

    @functools.cache
    def run(tab: str, profile: str) -> dict[str, Any]:
        need(tab)
        folder = tmp_path_factory.mktemp("artifacts")
        named = TRAININGS[profile] | (OF_PYTORCH[profile] if tab == "pytorch" else {})
        networks = (HERE / "networks" / f"{tab}.py").read_text()
        code = TRAINING.format(networks=networks, trainings=[*named.values()])
        variables = {PROFILE_VARIABLE: profile, ARTIFACTS_VARIABLE: str(folder)}
        output = run_kernel_code(code, **variables)
        results = json.loads(output.splitlines()[-1])
        return {**dict(zip(named, results, strict=True)), "folder": folder}

    return run


@pytest.fixture(scope="session")
def trained(reported: Reported) -> Facts:
    """What a tab's small network reports after two quick epochs."""
    return lambda tab: dict(reported(tab, "quick")["small"])
