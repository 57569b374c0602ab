"""What a training consists of, so that it can go on in another process: one class per framework."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import numpy as np

Tree = Any


class NotResumableError(RuntimeError):
    """A model or optimizer keeps its state where it can't be found; the message says what."""


class TrainingState(Protocol):
    """Takes a framework's training apart and puts it together again.

    Attributes:
        tab: the framework's tab.
    """

    tab: str

    def capture(self, trainer: Any, model: Any) -> Tree:
        """Return parameters, buffers and the optimizer's state.

        Raises:
            NotResumableError: they can't be found.
        """

    def restore(self, trainer: Any, model: Any, tree: Tree, batch: Any) -> None:
        """Put back what `capture` returned.

        Args:
            trainer: the d2l Trainer, in `fit`.
            model: the model, whose parameters may not exist before its first input.
            tree: what `capture` returned.
            batch: a minibatch, for such a model.
        """

    def random_state(self) -> Tree:
        """Return the state of the framework's random generator."""

    def set_random_state(self, tree: Tree) -> None:
        """Put back what `random_state` returned."""

    def weights(self, trainer: Any, model: Any) -> dict[str, np.ndarray]:
        """Return the parameters by name, in the framework's own layout."""

    def classifier(
        self, model: Any, weights: Mapping[str, np.ndarray], images: Any
    ) -> Callable[[Any], np.ndarray]:
        """Return a function from minibatches of images to logits, of a trained network.

        Args:
            model: a new model of the class that was trained; it is changed.
            weights: what `weights` returned after the training.
            images: a minibatch in the framework's own layout, for a model whose parameters don't
                exist before its first input.

        Raises:
            ValueError: the weights are not those of such a model.
        """

    def count_parameters(self, trainer: Any, model: Any) -> int:
        """Return the number of trainable parameters."""


def check_names(expected: Iterable[str], weights: Mapping[str, np.ndarray]) -> None:
    """Raise ValueError unless a model's weights are those that were saved."""
    different = set(expected) ^ weights.keys()
    if different:
        raise ValueError(f"not the weights of this model: {', '.join(sorted(different))}")


def python_random_state() -> Tree:
    """Return the state of Python's and NumPy's generators."""
    version, words, gauss = random.getstate()
    name, keys, position, has_gauss, cached = np.random.get_state()
    return {
        "python": [version, np.array(words, np.uint32), gauss],
        "numpy": [name, np.asarray(keys), int(position), int(has_gauss), float(cached)],
    }


def set_python_random_state(tree: Tree) -> None:
    """Put back what `python_random_state` returned."""
    version, words, gauss = tree["python"]
    random.setstate((version, tuple(int(word) for word in words), gauss))
    name, keys, position, has_gauss, cached = tree["numpy"]
    np.random.set_state((name, keys, position, has_gauss, cached))
