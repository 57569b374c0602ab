"""Mends for d2l.jax on current JAX and Flax."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from importlib import import_module
from types import ModuleType
from typing import Any, cast

import numpy as np

from ninbook.dataset.mirrors import load_fashion_mnist
from ninbook.runtime.jax.feed import ResizedBatches
from ninbook.runtime.seeds import seed_python


class _Postponed(ModuleType):
    """Stands in for a module until something in it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


@contextmanager
def importable(seed: int) -> Iterator[None]:
    """Let d2l.jax be loaded.

    It annotates with a type that JAX 0.4.16 removed, and draws a key between 0 and 1e6, a TypeError
    since Python 3.12. Only to feed data it imports TensorFlow and one more, which cost 350 MB and
    five seconds or aren't there: it gets stand-ins, a cell's own import finds the real ones.
    """
    jax, module = import_module("jax"), cast(Any, random)
    import_module("flax.linen")  # brings in rich, which draws a number once
    seed_python(seed)
    if not hasattr(jax.random, "PRNGKeyArray"):
        jax.random.PRNGKeyArray = jax.Array
    draw = module.randint
    module.randint = lambda low, high: draw(int(low), int(high))
    absent = {"tensorflow", "tensorflow_datasets"} - sys.modules.keys()
    sys.modules |= {name: _Postponed(name) for name in absent}
    try:
        yield
    finally:
        module.randint = draw
        for name in absent:
            del sys.modules[name]


def integer_seeds(d2l: Any) -> None:
    """Draw later keys from integer bounds, too."""
    d2l.get_seed = lambda: random.randint(0, 1_000_000)


def feed_without_tensorflow(d2l: Any, load: Callable[[str], Any]) -> None:
    """Feed Fashion-MNIST from NumPy, shuffling the small examples before they are resized.

    d2l 1.0.3 shuffles batches after resizing them, as its TensorFlow edition does: at 224 pixels it
    fills 12.5 GiB before the first batch comes, and a batch never changes its members.
    """

    def initialise(self: Any, batch_size: int = 64, resize: tuple[int, int] = (28, 28)) -> None:
        d2l.DataModule.__init__(self)
        self.save_hyperparameters()
        self.train, self.val = load("train"), load("test")

    def get_dataloader(self: Any, train: bool) -> ResizedBatches:
        images, labels = self.train if train else self.val
        # NumPy's own generator is one whose state a checkpoint can keep.
        draw = np.random.permutation if train else np.arange
        return ResizedBatches(images, labels, self.batch_size, self.resize, draw)

    d2l.FashionMNIST.__init__ = initialise
    d2l.FashionMNIST.get_dataloader = get_dataloader


def validate_without_dropout(d2l: Any) -> None:
    """Let a validation step see that the training is over.

    d2l sets the model's field ``training`` to False, but JAX takes the loss for the function that
    it compiled while the field was True, with dropout. A copy of the model is not mistaken.
    """

    def as_copy(step: Callable[..., None]) -> Callable[..., None]:
        @wraps(step)
        def step_as_copy(self: Any, params: Any, batch: Any, state: Any) -> None:
            original, copy = vars(self.trainer).get("_validated", (None, None))
            if "training" not in self.__dataclass_fields__ or self is copy:
                step(self, params, batch, state)
                return
            if self is not original:
                copy = self.clone(training=False)
                copy.trainer, copy.board = self.trainer, self.board
                self.trainer._validated = (self, copy)
            copy.validation_step(params, batch, state.replace(apply_fn=copy.apply))

        return step_as_copy

    for kind in (d2l.Module, d2l.Classifier):
        kind.validation_step = as_copy(kind.validation_step)


def register(imports: Any, seed: int, load: Any = load_fashion_mnist, stock: bool = False) -> None:
    """Let ``imports`` run the mends.

    ``load`` returns a split of Fashion-MNIST; ``stock`` leaves out what d2l runs without.
    """
    imports.around("d2l.jax", partial(importable, seed))
    imports.after("d2l.jax", integer_seeds)
    imports.after("d2l.jax", validate_without_dropout)
    if not stock:
        imports.after("d2l.jax", partial(feed_without_tensorflow, load=load))
