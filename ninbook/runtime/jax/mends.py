"""Mends for d2l.jax on current JAX and Flax."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from ninbook.dataset import fashion_mnist
from ninbook.runtime import imports
from ninbook.runtime.jax.feed import NumpyBatches, ResizedBatches
from ninbook.runtime.seeds import seed_python
from ninbook.settings import is_stock


def restore_key_type(jax: Any) -> None:
    """Put back ``jax.random.PRNGKeyArray``, which d2l annotates with and JAX 0.4.16 removed."""
    if not hasattr(jax.random, "PRNGKeyArray"):
        jax.random.PRNGKeyArray = jax.Array


class _Postponed(ModuleType):
    """Stands in for a module until something in it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


_UNNEEDED = ("tensorflow", "tensorflow_datasets")


def postpone_tensorflow() -> None:
    """Put off loading TensorFlow until a cell asks for something in it.

    d2l.jax imports it, and tensorflow_datasets for one function, only to feed data; that costs
    350 MB and five seconds in every JAX kernel. The data come from `feed_without_tensorflow`.
    """
    for name in _UNNEEDED:
        sys.modules.setdefault(name, _Postponed(name))


def forget_postponed(d2l: Any) -> None:
    """Let a cell's own ``import tensorflow`` find the real one; d2l keeps the stand-in."""
    for name in _UNNEEDED:
        if isinstance(sys.modules.get(name), _Postponed):
            del sys.modules[name]
    d2l.tfds.as_numpy = NumpyBatches


def feed_without_tensorflow(d2l: Any) -> None:
    """Feed Fashion-MNIST from NumPy, shuffling the small examples before they are resized.

    d2l 1.0.3 shuffles batches after resizing them, as its TensorFlow edition does (see
    `runtime.tensorflow.mends.shuffle_examples`).
    """

    def initialise(self: Any, batch_size: int = 64, resize: tuple[int, int] = (28, 28)) -> None:
        d2l.DataModule.__init__(self)
        self.save_hyperparameters()
        self.train, self.val = fashion_mnist.load("train"), fashion_mnist.load("test")

    def get_dataloader(self: Any, train: bool) -> ResizedBatches:
        images, labels = self.train if train else self.val
        # NumPy's own generator is one whose state a checkpoint can keep.
        draw = np.random.permutation if train else np.arange
        return ResizedBatches(images, labels, self.batch_size, self.resize, draw)

    d2l.FashionMNIST.__init__ = initialise
    d2l.FashionMNIST.get_dataloader = get_dataloader


@contextmanager
def whole_bounds() -> Iterator[None]:
    """Let d2l.jax be loaded, which draws a key between 0 and 1e6 while it is.

    ``randint(0, 1e6)`` is a TypeError since Python 3.12.
    """
    module: Any = random
    draw = module.randint
    module.randint = lambda low, high: draw(int(low), int(high))
    try:
        yield
    finally:
        module.randint = draw


def integer_seeds(d2l: Any) -> None:
    """Draw later keys from integer bounds, too."""
    d2l.get_seed = lambda: random.randint(0, 1_000_000)


def validate_without_dropout(d2l: Any) -> None:
    """Let a validation step see that the training is over.

    d2l sets the model's field ``training`` to False, but JAX takes the loss for the function that
    it compiled while the field was True, with dropout. A copy of the model is not mistaken.
    """
    for kind in (d2l.Module, d2l.Classifier):
        kind.validation_step = _as_copy(kind.validation_step)


def _as_copy(validation_step: Callable[..., None]) -> Callable[..., None]:
    @wraps(validation_step)
    def validation_step_as_copy(self: Any, params: Any, batch: Any, state: Any) -> None:
        trainer = self.trainer
        known = vars(trainer).get("_validated")
        if "training" not in self.__dataclass_fields__ or (known and self is known[1]):
            validation_step(self, params, batch, state)
            return
        if known is None or known[0] is not self:
            copy = self.clone(training=False)
            copy.trainer, copy.board = trainer, self.board
            known = trainer._validated = (self, copy)
        copy = known[1]
        copy.validation_step(params, batch, state.replace(apply_fn=copy.apply))

    return validation_step_as_copy


def register() -> None:
    """Register this module's mends."""
    imports.after("jax", restore_key_type)
    if not is_stock():
        imports.after("d2l.jax", feed_without_tensorflow)
    imports.before("d2l.jax", postpone_tensorflow)
    imports.before("d2l.jax", seed_python)
    imports.around("d2l.jax", whole_bounds)
    imports.after("d2l.jax", forget_postponed)
    imports.after("d2l.jax", integer_seeds)
    imports.after("d2l.jax", validate_without_dropout)
