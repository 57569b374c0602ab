"""What both processes of a comparison are given, and what each of them measures."""

import json
import os
from collections import defaultdict
from pathlib import Path

import numpy as np

FOLDER = Path(os.environ["PARITY_FOLDER"])
STOCK = bool(os.environ.get("NINBOOK_STOCK"))
LEARNING_RATE = 2e-4  # with larger ones the loss leaps, and a difference in rounding grows
SEED = 2013


def network():
    """Returns the class NiN, as the chapter's own cells define it."""
    names = {"__name__": "__main__"}
    exec((FOLDER / "chapter.py").read_text(encoding="utf-8"), names)
    return names["NiN"]


def batches(name):
    """Returns minibatches: scaled images without an axis for the channel, and labels."""
    with np.load(FOLDER / "data.npz") as data:
        return [
            (images.astype(np.float32) / 255, labels.astype(np.int32))
            for images, labels in zip(data[f"{name}_images"], data[f"{name}_labels"], strict=True)
        ]


def data_module(base, batches):
    """Returns a class of d2l's data modules, made of names as `batches` takes them.

    Args:
        base: the framework's ``d2l.DataModule``.
        batches: returns the minibatches of a name as the framework takes them.
    """

    class Batches(base):
        def __init__(self, **names):
            super().__init__()
            self.batches = {key: batches(name) for key, name in names.items()}

        def get_dataloader(self, train):
            return self.batches.get("train" if train else "val")

    return Batches


def of_first(name, arrays):
    """Returns the arrays of the process that comes first, for the other one has its own."""
    file = FOLDER / f"{name}.npz"
    if not file.exists():
        np.savez(file, **arrays)
    with np.load(file) as saved:
        assert list(saved) == list(arrays)
        return dict(saved)


def same_weights(shapes, axes):
    """Returns the weights that both processes start from.

    With Xavier's values the loss stays near ln 10, and networks that don't learn agree too easily.
    So these are He's. The biases aren't zero, as in a network that has learnt something, and the
    last ones prefer some classes to others, which has to be unlearnt.

    Args:
        shapes: the shapes of all parameters by their names, in the order of the layers.
        axes: where the axes of output channel, input channel, height and width are.
    """
    for_weights, for_biases = (np.random.default_rng(SEED + more) for more in (0, 1))
    made = {}
    for name, shape in shapes.items():
        if len(shape) == 1:
            array = for_biases.uniform(-0.05, 0.05, shape)
        else:
            array = for_weights.normal(size=[shape[axis] for axis in axes])
            array *= np.sqrt(2 / array[0].size)
            array = array.transpose(np.argsort(axes))
        assert array.shape == tuple(shape)
        made[name] = array.astype(np.float32)
    last = [name for name, array in made.items() if array.ndim == 1][-1]
    made[last] += np.linspace(0, 2, len(made[last]), dtype=np.float32)
    return of_first("weights", made)


def cotangents(index, shape):
    """Returns a gradient for a layer's output: positive, so that the sums of it are large."""
    return np.random.default_rng(SEED + index).uniform(0, 1, shape).astype(np.float32)


class Measured:
    """Arrays, losses and facts, which go to the test.

    Attributes:
        fast: whether each thing that makes the runtime fast is in force.
        fast_with_gpu: the same where the framework seems to have a GPU.
    """

    def __init__(self):
        self.fast = {}
        self.fast_with_gpu = {}
        self.facts = {"fast": self.fast, "fast_with_gpu": self.fast_with_gpu}
        self._arrays = {}
        self._curves = defaultdict(list)

    def keep(self, kind, name, array):
        self._arrays[f"{kind}: {name}"] = np.array(array)

    def keep_all(self, kind, arrays):
        for name, array in arrays.items():
            self.keep(kind, name, array)

    def keep_curves(self, kind):
        self.keep_all(kind, self._curves)
        self._curves.clear()

    def plot(self, key, value, train):
        """Stands in for ``d2l.Module.plot``, which keeps means and not the value of every step."""
        self._curves[f"{'train' if train else 'val'} {key}"].append(float(value))

    def save(self):
        name = "stock" if STOCK else "mended"
        np.savez(FOLDER / f"{name}.npz", **self._arrays)
        (FOLDER / f"{name}.json").write_text(json.dumps(self.facts))
