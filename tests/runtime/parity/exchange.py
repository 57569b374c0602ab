"""What both processes of a comparison are given, and what each of them measures."""

import json
import os
from collections import defaultdict
from pathlib import Path

import numpy as np

FOLDER = Path(os.environ["PARITY_FOLDER"])
LEARNING_RATE = 0.02
SEED = 2013


def network():
    """The class NiN, as the chapter's own cells define it."""
    names = {"__name__": "__main__"}
    exec((FOLDER / "chapter.py").read_text(encoding="utf-8"), names)
    return names["NiN"]


def batches(name):
    """Minibatches of scaled images without an axis for the channel, and of labels."""
    with np.load(FOLDER / "data.npz") as data:
        images, labels = data[f"{name}_images"], data[f"{name}_labels"]
    return [
        (each.astype(np.float32) / 255, answers.astype(np.int32))
        for each, answers in zip(images, labels, strict=True)
    ]


def same_weights(drawn, output_axis):
    """The weights that both processes start from; whichever comes first makes them from its own.

    Xavier's values are too small for networks as deep as NiN: the loss would stay near ln 10, and a
    network that doesn't learn agrees with any other. So they are scaled as He's, and the biases are
    no longer zero, as it is in a network that has been trained.

    Args:
        drawn: the initial parameters by their names.
        output_axis: the axis of output channels in a convolution's weights.
    """
    file = FOLDER / "weights.npz"
    if not file.exists():
        generator = np.random.default_rng(SEED)
        made = {}
        for name, array in drawn.items():
            if array.ndim == 1:
                made[name] = generator.uniform(-0.1, 0.1, array.shape).astype(np.float32)
            else:
                inputs = array.size / array.shape[output_axis]
                made[name] = (array * (np.sqrt(2 / inputs) / array.std())).astype(np.float32)
        np.savez(file, **made)
    with np.load(file) as made:
        assert made.keys() == drawn.keys()
        return dict(made)


class Measured:
    """Arrays by kind and name, and facts, that go to the test."""

    def __init__(self):
        self.arrays = {}
        self.lines = defaultdict(list)
        self.facts = {}

    def keep(self, kind, name, array):
        self.arrays[f"{kind}: {name}"] = np.array(array)

    def keep_all(self, kind, arrays):
        for name, array in arrays.items():
            self.keep(kind, name, array)

    def plot(self, key, value, train):
        """Takes the place of ``d2l.Module.plot``, which shows means and not every step's value."""
        self.lines[f"{'train' if train else 'val'} {key}"].append(float(value))

    def save(self):
        for name, line in self.lines.items():
            self.keep("curve", name, line)
        self.lines.clear()
        stock = bool(os.environ.get("NINBOOK_STOCK"))
        name = "stock" if stock else "mended"
        np.savez(FOLDER / f"{name}.npz", **self.arrays)
        (FOLDER / f"{name}.json").write_text(json.dumps(self.facts))
