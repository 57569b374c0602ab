"""One file of weights gives the same network in all frameworks, as the page on it says.

The page's own cells compute everything. Each framework runs in a process of its own and is then
compared with the page's referee and with every other framework.
"""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from ninbook.directives.parity.parity_table import printed_numbers
from ninbook.frameworks import BY_TAB
from ninbook.outputs import Execution, Store
from tests.cells import NIN, ROOT, cells_of

PAGE = Path("chapter_cnn-modern/nin-parity.md")
WEIGHTS = ROOT / "outputs/chapter_cnn-modern/nin.pytorch.full.safetensors"
PARAMETERS = 24
LOGITS = 1e-4
RELATIVE = 1e-3  # of a layer
RELATIVE_OF_ONE = 5e-3  # of its weights or its biases, which a close decision may change more
DOUBLE = 1e-12
REFEREE = "referee"
START = """
import sys
import ninbook.runtime
ninbook.runtime.load_ipython_extension(None)
"""
MEASURE = """
precision, count, file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
batch = images[:count].astype(precision), labels[:count]
logits, gradients = logits_and_gradients(*batch)
arrays = [d2l.numpy(logits), *(from_framework(d2l.numpy(array)) for array in gradients)]
numpy.savez(file, *arrays)
"""
DECIDE = """
logits, gradients = referee(*batch, weights)
numpy.savez(sys.argv[4], logits, *gradients)
"""
Arrays = list[np.ndarray]
Computed = Callable[[str, int], Mapping[str, Arrays]]


def only(cells: list[str], text: str) -> str:
    (cell,) = (cell for cell in cells if re.search(text, cell, re.MULTILINE))
    return cell


def run(tab: str, folder: Path, precision: str, count: int, also: str = "") -> None:
    """Runs the page's cells up to the comparison, and saves what the framework computes."""
    cells = cells_of(PAGE, tab)
    last = cells.index(only(cells, "^def logits_and_gradients"))
    code = "\n\n".join([START, *cells[: last + 1], MEASURE, also])
    file = folder / f"{tab}.npz"
    done = subprocess.run(
        [sys.executable, "-c", code, precision, str(count), file, folder / f"{REFEREE}.npz"],
        cwd=ROOT / PAGE.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Computed:
    """Logits and gradients of every framework that runs here, and of the referee."""

    @cache
    def compute(precision: str, count: int) -> Mapping[str, Arrays]:
        tabs = [tab for tab in BY_TAB if BY_TAB[tab].missing_reason() is None]
        if not tabs:
            pytest.skip("no framework is installed")
        folder = tmp_path_factory.mktemp("parity")
        for number, tab in enumerate(tabs):
            run(tab, folder, precision, count, DECIDE if number == 0 else "")
        found = {}
        for name in [*tabs, REFEREE]:
            with np.load(folder / f"{name}.npz") as saved:
                found[name] = [saved[each] for each in saved.files]
        return found

    return compute


def relative(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.linalg.norm(one.astype(np.float64) - other) / np.linalg.norm(other))


def by_layer(gradients: Arrays) -> Arrays:
    pairs = zip(gradients[::2], gradients[1::2], strict=True)
    return [np.concatenate([weight.ravel(), bias]) for weight, bias in pairs]


def assert_equal(
    computed: Mapping[str, Arrays],
    precision: str,
    logits: float,
    gradients: float,
    gradients_of_one: float,
) -> None:
    for tab, (found, *_) in computed.items():
        assert found.dtype == (np.float64 if tab == REFEREE else precision), tab
    for (one, first), (other, second) in combinations(computed.items(), 2):
        pair = f"{one} and {other}"
        assert np.abs(first[0] - second[0]).max() < logits, pair
        np.testing.assert_array_equal(first[0].argmax(axis=1), second[0].argmax(axis=1), pair)
        assert len(first) == len(second) == 1 + PARAMETERS
        for mine, theirs in zip(first[1:], second[1:], strict=True):
            assert mine.shape == theirs.shape
            assert relative(mine, theirs) < gradients_of_one, pair
        for mine, theirs in zip(by_layer(first[1:]), by_layer(second[1:]), strict=True):
            assert relative(mine, theirs) < gradients, pair


def test_logits_gradients_and_classes_agree(computed: Computed) -> None:
    found = computed("float32", 8)
    assert_equal(found, "float32", LOGITS, RELATIVE, RELATIVE_OF_ONE)
    logits, *gradients = found[REFEREE]
    assert logits.shape == (8, 10)
    assert logits.std(axis=0).max() > 0.01  # they depend on the image
    assert all(np.linalg.norm(gradient) > 1e-3 for gradient in gradients)


@pytest.mark.slow
def test_in_double_precision_only_rounding_is_left(computed: Computed) -> None:
    assert_equal(computed("float64", 1), "float64", DOUBLE, DOUBLE, DOUBLE)


@pytest.mark.parametrize("tab", BY_TAB)
def test_the_page_s_network_is_the_chapter_s(tab: str) -> None:
    chapter, page = cells_of(NIN, tab), cells_of(PAGE, tab)
    for text in (r"^def nin_block\(", r"^class NiN\("):
        assert only(page, text) == only(chapter, text)


def frozen(tab: str) -> Execution:
    name = PAGE.with_suffix("").as_posix()
    found = [Store(ROOT).load(name, tab, profile) for profile in ("full", "quick")]
    (execution,) = (each for each in found if each is not None)
    return execution


@pytest.mark.parametrize("tab", BY_TAB)
def test_the_frozen_results_agree(tab: str) -> None:
    numbers = printed_numbers(frozen(tab))
    assert numbers["weights"].startswith("trained" if WEIGHTS.is_file() else "random")
    assert numbers["float32 same class"] == "32 of 32"
    assert float(numbers["float32 logits"]) < LOGITS
    assert float(numbers["float32 relative"]) < RELATIVE
    assert numbers["float64 same class"] == "1 of 1"
    assert float(numbers["float64 logits"]) < DOUBLE
    assert float(numbers["float64 relative"]) < DOUBLE


def test_the_frozen_results_are_of_the_same_weights_and_images() -> None:
    numbers = [printed_numbers(frozen(tab)) for tab in BY_TAB]
    assert len({(each["weights"], each["images"]) for each in numbers}) == 1
    arrays = load_file(WEIGHTS)
    layers = sorted({name.removesuffix(".weight") for name in arrays if name.endswith(".weight")})
    named = [f"{layer}.{kind}" for layer in layers for kind in ("weight", "bias")]
    content = b"".join(np.ascontiguousarray(arrays[name]).tobytes() for name in named)
    assert numbers[0]["weights"].endswith(hashlib.sha256(content).hexdigest()[:12])
