from __future__ import annotations

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
from ninbook.frameworks import BY_TAB

HERE = Path(__file__).parent
START = "import ninbook.runtime\nninbook.runtime.load_ipython_extension(None)\n"
NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9")

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
TRAINING = """
import json
from ninbook.runtime import training

training.report_result = lambda result: print(json.dumps(result))
{network}
model.board.display = False
d2l.Trainer(max_epochs=2).fit(model, d2l.FashionMNIST(batch_size=64, resize=(28, 28)))
"""


@pytest.fixture(scope="session")
def run_kernel(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs code in a process of its own that has loaded the runtime, in an empty folder."""
    fashion_mnist.ensure()  # the process may not ask the network

    def run(code: str, **env: str) -> subprocess.CompletedProcess[str]:
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
def run_kernel_code(
    run_kernel: Callable[..., subprocess.CompletedProcess[str]],
) -> Callable[..., str]:
    """As `run_kernel`, but returns standard output and fails with the errors of the code."""

    def run(code: str, **env: str) -> str:
        done = run_kernel(code, **env)
        if done.returncode:
            pytest.fail(f"exit code {done.returncode}\n{done.stderr}", pytrace=False)
        return done.stdout

    return run


@pytest.fixture(scope="session")
def need() -> Callable[[str], None]:
    """Skips the test when a tab's framework can't run here."""

    def skip_without(tab: str) -> None:
        reason = BY_TAB[tab].missing_reason()
        if reason:
            pytest.skip(reason)

    return skip_without


@pytest.fixture(scope="session")
def imported(
    run_kernel: Callable[..., subprocess.CompletedProcess[str]], need: Callable[[str], None]
) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Imports a tab's framework and prints its first random numbers; once for all tests."""

    @functools.cache
    def run(tab: str) -> subprocess.CompletedProcess[str]:
        need(tab)
        return run_kernel(f"{FIRST_NUMBERS[tab]}\nprint(numbers)")

    return run


@pytest.fixture(scope="session")
def mended(
    run_kernel_code: Callable[..., str], need: Callable[[str], None]
) -> Callable[[str], dict[str, Any]]:
    """Gathers the facts about a tab's mends in a reader's kernel; once for all tests."""

    @functools.cache
    def run(tab: str) -> dict[str, Any]:
        need(tab)
        code = (HERE / "mended" / f"{tab}.py").read_text()
        last = "import json\nprint(json.dumps(facts | {'first_numbers': numbers}))"
        facts: dict[str, Any] = json.loads(run_kernel_code(f"{FIRST_NUMBERS[tab]}\n{code}\n{last}"))
        return facts

    return run


@pytest.fixture(scope="session")
def trained(
    run_kernel_code: Callable[..., str], need: Callable[[str], None]
) -> Callable[[str], dict[str, Any]]:
    """Trains a tab's small network for two quick epochs; returns what is reported."""

    @functools.cache
    def run(tab: str) -> dict[str, Any]:
        need(tab)
        network = (HERE / "small_networks" / f"{tab}.py").read_text()
        output = run_kernel_code(TRAINING.format(network=network), NINBOOK_PROFILE="quick")
        result: dict[str, Any] = json.loads(output.splitlines()[-1])
        return result

    return run
