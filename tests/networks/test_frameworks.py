"""The formulas against what four frameworks build, count and keep.

NiN, AlexNet and VGG-11 are built from their descriptions, layer by layer. What is measured of
memory differs by framework:

- PyTorch: the arrays that autograd saves, exactly, and the peaks of its allocator.
- JAX: the arrays that differentiation saves. It keeps a bit mask for each ReLU and no places of
  maxima, so it needs not quite the same.
- MXNet, TensorFlow and JAX (slow tests): how much the peak of the process's memory grows with each
  image of a minibatch. That holds what a framework's convolutions need for themselves, too.
"""

import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from ninbook.frameworks import BY_TAB
from ninbook.networks.layers import Pooling
from ninbook.networks.network import Network
from ninbook.networks.presets import PRESETS
from ninbook.networks.resources import resources_of
from tests.conftest import need
from tests.networks.descriptions import described
from tests.networks.random_networks import random_networks
from tests.projects import ROOT
from tests.runtime.conftest import ON_CPU, Run

HERE = Path(__file__).parent
SCRIPTS = HERE / "frameworks"
NETWORKS = ("nin", "nin-dense", "alexnet", "vgg11")
CALL = """
import json, sys
import on_{tab} as framework
results = [getattr(framework, name)(*arguments) for name, *arguments in json.loads(sys.argv[1])]
print(json.dumps(results))
"""
# glibc returns freed arrays at once, and one operation runs after the other: a peak then is what
# is in use.
TIDY = {
    "MALLOC_MMAP_THRESHOLD_": "65536",
    "MALLOC_TRIM_THRESHOLD_": "0",
    "MALLOC_ARENA_MAX": "1",
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "MXNET_ENGINE_TYPE": "NaiveEngine",
}

Ask = Callable[..., list[Any]]


@pytest.fixture(scope="module")
def ask(run_kernel_code: Run) -> Ask:
    """Calls functions of a tab's script, in a process without the runtime's speed."""

    def run(tab: str, *calls: Sequence[Any], **env: str) -> list[Any]:
        need(tab)
        code = f"import sys\nsys.argv = ['', {json.dumps(json.dumps(calls))}]\n"
        path = {"PYTHONPATH": f"{ROOT}:{SCRIPTS}"}
        stock = {"NINBOOK_STOCK": "1"}
        output = run_kernel_code(code + CALL.format(tab=tab), **path, **stock, **ON_CPU, **env)
        return list(json.loads(output.splitlines()[-1]))

    return run


def arguments(network: Network) -> list[Any]:
    """A network as the scripts take it."""
    layers = [described(layer) for group in network.groups() for layer in group]
    return [layers, network.channels, network.size]


def small_networks(count: int) -> list[Network]:
    """Random networks that fit and are built in no time."""
    found = []
    for network in random_networks(400, seed=2):
        layers = [layer for group in network.groups() for layer in group]
        padded = any(isinstance(one, Pooling) and one.padding for one in layers)
        average = any(isinstance(one, Pooling) and one.kind == "average" for one in layers)
        try:
            resources = resources_of(network)
        except ValueError:
            continue
        work = resources.multiply_accumulates
        if 0 < resources.parameters < 10**6 and work < 10**8 and not padded and not average:
            found.append(network)
    assert len(found) >= count
    return found[:count]


def presets(*names: str) -> list[Network]:
    return [PRESETS[name].network for name in names]


def calls(function: str, networks: Sequence[Network], *more: Any) -> list[list[Any]]:
    return [[function, *arguments(network), *more] for network in networks]


@pytest.mark.parametrize("tab", BY_TAB)
def test_shapes_parameters_and_multiply_accumulates_are_the_framework_s(tab: str, ask: Ask) -> None:
    networks = presets(*NETWORKS) + small_networks(6)
    counting = tab in ("pytorch", "tensorflow")
    worked = presets("nin", "alexnet") + small_networks(6) if counting else []
    found = ask(tab, *calls("count", networks), *calls("multiply_accumulates", worked))
    for network, count in zip(networks, found):
        expected = resources_of(network)
        assert [tuple(shape) for shape in count["shapes"]] == [one.shape for one in expected.layers]
        assert count["parameters"] == expected.parameters
    counts = found[len(networks) :]
    assert counts == [resources_of(network).multiply_accumulates for network in worked]


def test_autograd_saves_what_the_formula_says(ask: Ask) -> None:
    networks = presets(*NETWORKS) + small_networks(12)
    batch = 2
    saved = ask("pytorch", *calls("kept", networks, batch))
    assert saved == [batch * resources_of(network).kept_bytes for network in networks]


def test_the_peaks_of_pytorch_s_allocator_are_those_of_the_formulas(ask: Ask) -> None:
    networks, batches = presets("nin", "alexnet", "vgg11"), (6, 10)
    measurements = [(batches[0], False), (batches[1], False), (batches[0], True)]
    asked = [calls("allocated", networks, *each) for each in measurements]
    peaks = ask("pytorch", *itertools.chain.from_iterable(asked))
    for place, network in enumerate(networks):
        few, more, step = peaks[place :: len(networks)]
        expected = resources_of(network)
        # For a faster convolution oneDNN may hold one of the two arrays in another order, too.
        per_image = (more - few) / (batches[1] - batches[0])
        assert 0.98 < per_image / expected.pair_bytes < 1.55
        gradients = expected.training_bytes(batches[0]) - expected.parameter_bytes
        assert step == pytest.approx(gradients, rel=0.05)


def test_xla_counts_the_same_but_for_padding_and_jax_keeps_about_as_much(ask: Ask) -> None:
    networks, batch = presets(*NETWORKS), 2
    kept = presets("nin", "alexnet")
    found = ask("jax", *calls("multiply_accumulates", networks), *calls("kept", kept, batch))
    for network, count in zip(networks, found):
        assert 0.9 < count / resources_of(network).multiply_accumulates < 1
    for network, saved in zip(kept, found[len(networks) :], strict=True):
        assert saved == pytest.approx(batch * resources_of(network).kept_bytes, rel=0.12)


RESIDENT = [
    # network, training, and how many times the formula's bytes per image the process may take
    ("mxnet", "nin", False, 1.6),
    ("mxnet", "nin", True, 1.4),
    ("mxnet", "alexnet", True, 1.6),
    ("tensorflow", "nin", False, 8),  # its convolutions unfold their windows
    ("tensorflow", "nin", True, 2.2),
    ("jax", "nin", False, 2.2),
    ("jax", "nin", True, 4),
]


@pytest.mark.slow
@pytest.mark.parametrize(("tab", "name", "training", "most"), RESIDENT)
def test_the_process_grows_with_each_image_as_the_formula_says_or_more(
    tab: str, name: str, training: bool, most: float, ask: Ask
) -> None:
    network = PRESETS[name].network
    expected = resources_of(network)
    batches = (8, 40)
    call = ["resident", *arguments(network), batches, training]
    ((few, more),) = ask(tab, call, **TIDY)
    per_image = (more - few) / (batches[1] - batches[0])
    formula = expected.kept_bytes if training else expected.pair_bytes
    assert 0.9 * formula < per_image < most * formula
