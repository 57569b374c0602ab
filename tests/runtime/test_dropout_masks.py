"""The dropout masks of successive training steps, read off the weights that a step changes."""

from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
import pytest

from ninbook.frameworks import BY_TAB
from ninbook.runtime.mxnet.mends import seed_of_step
from tests.conftest import need
from tests.runtime.conftest import Run

STEPS, UNITS, CLASSES = 40, 65_536, 10
MOST = 8 / UNITS**0.5
"""Correlations of independent masks have the deviation 1/256; of 54 million, the largest is near
5.8 deviations."""

TRAINING = """
import numpy as np
from ninbook.runtime.follower import Follower

{networks}
model = Dropped(lr=1e-5)
weights, before = [], Follower.before

def record(follower, phase, index, batch):
    before(follower, phase, index, batch)
    if "epoch" in vars(trainer) and (phase == "train" or index == 0):
        arrays = follower._state.weights(trainer, model).values()
        (array,) = [array for array in arrays if array.size == {size}]
        weights.append(np.array(array if array.shape[0] == {classes} else array.T))

Follower.before = record
model.board.display = False
trainer = d2l.Trainer(max_epochs={steps} // 2)
trainer.fit(model, d2l.FashionMNIST(batch_size=1, resize=(8, 8)))
# Two steps an epoch, then a validation: a step's change lies between two records.
masks = [
    np.any(weights[place] != weights[place + 1], axis=0)
    for place in range(len(weights) - 1)
    if place % 3 < 2
]
np.save("{file}", masks)
"""


@pytest.mark.parametrize("tab", BY_TAB)
def test_masks_of_successive_steps_are_independent(
    run_kernel_code: Run, tab: str, tmp_path: Path
) -> None:
    need(tab)
    networks = (Path(__file__).parent / "networks" / f"{tab}.py").read_text()
    file = tmp_path / "masks.npy"
    code = TRAINING.format(
        networks=networks, steps=STEPS, size=UNITS * CLASSES, classes=CLASSES, file=file
    )
    run_kernel_code(code, NINBOOK_PROFILE="quick")
    masks = np.load(file)
    assert masks.shape == (STEPS, UNITS)
    assert np.abs(2 * masks.mean(axis=1) - 1).max() < MOST
    assert largest_correlation(masks) < MOST


def largest_correlation(masks: np.ndarray) -> float:
    """Returns the largest correlation of two masks, whichever way one of them is shifted.

    Args:
        masks: shape (steps, units).
    """
    spectra = np.fft.rfft(2 * masks.astype(np.float32) - 1)
    largest = 0.0
    for one, other in combinations_with_replacement(range(len(masks)), 2):
        found = np.fft.irfft(spectra[one] * spectra[other].conj())
        largest = max(largest, float(np.abs(found[one == other :]).max()))
    return largest / masks.shape[1]


def test_a_shifted_copy_of_a_part_is_found() -> None:
    masks = np.random.default_rng(1).random((3, UNITS)) < 0.5
    assert largest_correlation(masks) < MOST
    masks[2, 10_000:20_000] = masks[0, 30_000:40_000]
    assert largest_correlation(masks) > 2 * MOST


def test_no_two_steps_of_the_first_seeds_share_a_generator_of_mxnet() -> None:
    seeds = [seed_of_step(seed, step) for seed in (2013, *range(1, 9)) for step in range(4690)]
    states = np.sort(np.array(seeds, np.uint64) * 127 % 2**32)
    assert np.diff(states).min() >= 1024
    assert states[0] + 2**32 - states[-1] >= 1024
