"""What makes the runtime fast doesn't change results: NiN with and without it, in two processes.

One process has ``NINBOOK_STOCK`` set, so the runtime only makes d2l work there. Both get the
chapter's network with the same weights, images and seeds.

The maps agree to rounding. So do the gradients, up to single places: where two candidates of a
maximum, or the two sides of a ReLU, are equal but for the last bit, rounding decides which way a
gradient goes. That changes the gradients of all layers before by up to a few hundredths.
"""

import functools
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ninbook.dataset import fashion_mnist
from ninbook.frameworks import BY_TAB
from tests.cells import ROOT, cells_of_network
from tests.conftest import need
from tests.runtime.conftest import ON_CPU, Run

SCRIPTS = Path(__file__).with_name("parity")
SIDE = 112  # pixels: half of the chapter's, in a fourth of the time
EXAMPLES = 8
LAYERS = 10
PARAMETERS = 24
# Minibatches of each of two epochs.
BATCHES = 6
FEW_BATCHES = 3

ROUNDING = 1e-4
ROUNDED_GRADIENT = 1e-3
FLIPPED_PLACE = 1e-2  # in the gradient of one layer's input, where nothing is summed up
FLIPPED_GRADIENT = 3e-2  # in all layers before
LOSS = 5e-4
CHANGE = 1e-2
CHANGE_OF_ONE = 3e-2  # the gradients of some parameters are small, and flips in them aren't

every_tab = pytest.mark.parametrize("tab", BY_TAB)


@dataclass(frozen=True)
class Comparison:
    """What both processes measured."""

    stock: dict[str, np.ndarray]
    mended: dict[str, np.ndarray]
    stock_facts: dict[str, Any]
    mended_facts: dict[str, Any]

    def pairs(self, kind: str) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
        """Yields the name and both versions of every array of a kind."""
        names = [name for name in self.stock if name.startswith(f"{kind}: ")]
        assert names
        for name in names:
            stock, mended = self.stock[name], self.mended[name]
            assert stock.shape == mended.shape
            assert np.isfinite(stock).all() and np.isfinite(mended).all()
            yield name, stock, mended


Compared = Callable[..., Comparison]


@pytest.fixture(scope="module")
def compared(run_kernel_code: Run, tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Measures a tab's network in both processes; once for all tests."""

    @functools.cache
    def measure(tab: str, batches: int) -> Comparison:
        need(tab)
        folder = tmp_path_factory.mktemp("parity")
        (folder / "chapter.py").write_text(cells_of_network(tab), encoding="utf-8")
        np.savez(folder / "data.npz", **prepared_data(batches))
        code = (SCRIPTS / f"on_{tab}.py").read_text(encoding="utf-8")
        environment = ON_CPU | {
            "PYTHONPATH": os.pathsep.join(map(str, (ROOT, SCRIPTS))),
            "PARITY_FOLDER": str(folder),
        }
        arrays, facts = [], []
        for name, stock in (("stock", "1"), ("mended", "")):
            run_kernel_code(code, **environment, NINBOOK_STOCK=stock)
            with np.load(folder / f"{name}.npz") as saved:
                arrays.append(dict(saved))
            facts.append(json.loads((folder / f"{name}.json").read_text()))
        assert arrays[0].keys() == arrays[1].keys()
        return Comparison(*arrays, *facts)

    return lambda tab, batches=None: measure(tab, batches or batches_by_default(tab))


def batches_by_default(tab: str) -> int:
    """XLA compiles so long that the long training comes with the slow tests."""
    return FEW_BATCHES if tab == "jax" else BATCHES


def prepared_data(batches: int) -> dict[str, np.ndarray]:
    """Returns minibatches of resized images: eight for one step, and those of a training."""
    data = {}
    for name, split, count, examples in (
        ("eight", "train", 1, 8),
        ("train", "train", batches, EXAMPLES),
        ("val", "test", 2, EXAMPLES),
    ):
        images, labels = (part[: count * examples] for part in fashion_mnist.load(split))
        resized = np.stack([resize(image) for image in images])
        data[f"{name}_images"] = resized.reshape(count, examples, SIDE, SIDE)
        data[f"{name}_labels"] = labels.reshape(count, examples)
    return data


def resize(image: np.ndarray) -> np.ndarray:
    from PIL import Image

    return np.asarray(Image.fromarray(image).resize((SIDE, SIDE), Image.Resampling.BILINEAR))


def largest(difference: np.ndarray, whole: np.ndarray) -> float:
    """Returns the largest difference as a share of the largest value."""
    return float(np.abs(difference).max() / np.abs(whole).max())


def length(difference: np.ndarray, whole: np.ndarray) -> float:
    """Returns the difference's Euclidean length as a share of the whole's."""
    return float(np.linalg.norm(difference) / np.linalg.norm(whole))


@every_tab
def test_what_is_fast_is_in_force_in_one_process_alone(compared: Compared, tab: str) -> None:
    facts = compared(tab)
    assert facts.mended_facts["fast"].keys() == facts.stock_facts["fast"].keys()
    assert all(facts.mended_facts["fast"].values()), facts.mended_facts["fast"]
    assert not any(facts.stock_facts["fast"].values()), facts.stock_facts["fast"]


@every_tab
def test_with_a_gpu_nothing_but_tensorflows_steps_is_compiled(compared: Compared, tab: str) -> None:
    fast = compared(tab).mended_facts["fast_with_gpu"]
    assert fast and set(fast.values()) == {tab == "tensorflow"}, fast


@every_tab
def test_everything_is_in_single_precision(compared: Compared, tab: str) -> None:
    facts = compared(tab)
    for kind in ("layer", "gradient", "before", "after"):
        for name, stock, mended in facts.pairs(kind):
            assert stock.dtype == mended.dtype == np.float32, name
    assert not facts.mended_facts.get("half_precision", False)


@every_tab
def test_loaders_hand_out_the_same_images(compared: Compared, tab: str) -> None:
    for name, stock, mended in compared(tab).pairs("batch"):
        np.testing.assert_allclose(mended, stock, rtol=0, atol=1e-6, err_msg=name)


@every_tab
def test_every_layer_s_maps_agree(compared: Compared, tab: str) -> None:
    pairs = list(compared(tab).pairs("layer"))
    assert len(pairs) == LAYERS
    for name, stock, mended in pairs:
        assert largest(mended - stock, stock) < ROUNDING, name
    *_, (_, logits, _) = pairs
    assert logits.shape == (8, 10)
    assert logits.std(axis=0).max() > 0.01  # they depend on the image


@every_tab
def test_loss_and_gradients_agree(compared: Compared, tab: str) -> None:
    facts = compared(tab)
    ((_, stock_loss, mended_loss),) = facts.pairs("first step")
    assert mended_loss == pytest.approx(stock_loss, rel=1e-5)
    same_maps = all(np.array_equal(stock, mended) for _, stock, mended in facts.pairs("layer"))
    pairs = list(facts.pairs("gradient"))
    assert len(pairs) == PARAMETERS
    for name, stock, mended in pairs:
        assert np.abs(stock).max() > 1e-4, name
        assert length(mended - stock, stock) < FLIPPED_GRADIENT, name
    # Nothing flips where the maps are the same to the bit, and hardly anything in the last block.
    for name, stock, mended in pairs if same_maps else pairs[-6:]:
        assert largest(mended - stock, stock) < ROUNDED_GRADIENT, name


@pytest.mark.parametrize("tab", ["pytorch", "jax"])  # the others convolve as they do without
def test_every_layer_agrees_on_the_same_maps(compared: Compared, tab: str) -> None:
    pairs = list(compared(tab).pairs("alone"))
    assert len(pairs) == 2 * LAYERS + PARAMETERS
    for name, stock, mended in pairs:
        if name.endswith("output"):
            assert largest(mended - stock, stock) < ROUNDING, name
        elif name.endswith("input"):
            assert length(mended - stock, stock) < FLIPPED_PLACE, name
        else:
            assert length(mended - stock, stock) < ROUNDED_GRADIENT, name


LONG = [pytest.param(tab, BATCHES, marks=pytest.mark.slow) for tab in ("jax",)]


@pytest.mark.parametrize(
    ("tab", "batches"), [*((tab, batches_by_default(tab)) for tab in BY_TAB), *LONG]
)
class TestTraining:
    def test_losses_agree(self, compared: Compared, tab: str, batches: int) -> None:
        curves = {name: pair for name, *pair in compared(tab, batches).pairs("curve")}
        assert len(curves) == 3
        for name, (stock, mended) in curves.items():
            tolerance = {"abs": 1.01 / EXAMPLES} if name.endswith("acc") else {"rel": LOSS}
            assert mended == pytest.approx(stock, **tolerance), name

    def test_changes_of_parameters_agree(self, compared: Compared, tab: str, batches: int) -> None:
        facts = compared(tab, batches)
        changes = []
        for before, after in zip(facts.pairs("before"), facts.pairs("after"), strict=True):
            np.testing.assert_array_equal(before[1], before[2])
            stock, mended = (after[i].astype(np.float64) - before[i] for i in (1, 2))
            assert length(mended - stock, stock) < CHANGE_OF_ONE, after[0]
            changes.append((stock.ravel(), mended.ravel()))
        stock, mended = (np.concatenate(part) for part in zip(*changes, strict=True))
        assert length(mended - stock, stock) < CHANGE

    def test_it_is_one(self, compared: Compared, tab: str, batches: int) -> None:
        facts = compared(tab, batches)
        for before, after in zip(facts.pairs("before"), facts.pairs("after"), strict=True):
            assert largest(after[1] - before[1], before[1]) > 1e-5, after[0]
        losses, validations = (facts.stock[f"curve: {each} loss"] for each in ("train", "val"))
        assert len(losses) == 2 * batches
        assert np.abs(np.diff(losses)).min() > 1e-3
        first, second = validations.reshape(2, 2).mean(axis=1)
        assert second < first
        disagreement = np.abs(facts.mended["curve: val loss"] - validations).max()
        assert first - second > 10 * disagreement


def test_channels_last_moves_the_places_of_dropout_and_nothing_else(compared: Compared) -> None:
    for facts in (compared("pytorch").stock_facts, compared("pytorch").mended_facts):
        assert facts["same_masks"] == {"in memory": True, "in place": False}
