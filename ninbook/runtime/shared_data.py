"""Data as this project's environment has it: one Fashion-MNIST, no tensorflow_datasets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ninbook.dataset import fashion_mnist
from ninbook.runtime import imports


def for_torchvision(torchvision: Any) -> None:
    """Let torchvision read Fashion-MNIST from the one cache.

    torchvision checks the digests of the gzip files, which differ between distributors, and keeps a
    copy below every notebook's folder.
    """
    dataset = torchvision.datasets.FashionMNIST
    dataset.raw_folder = property(lambda self: str(fashion_mnist.cache_folder()))
    dataset.download = lambda self: fashion_mnist.ensure()
    dataset._check_exists = lambda self: bool(fashion_mnist.ensure())


def for_keras(datasets: Any) -> None:
    """Let Keras read Fashion-MNIST from the one cache; Keras keeps a copy of its own."""
    datasets.load_data = lambda: (fashion_mnist.load("train"), fashion_mnist.load("test"))


class NumpyBatches:
    """A TensorFlow dataset whose batches are NumPy arrays."""

    def __init__(self, batches: Any) -> None:
        self._batches = batches

    def __len__(self) -> int:
        return int(self._batches.cardinality())

    def __iter__(self) -> Iterator[Any]:
        yield from self._batches.as_numpy_iterator()


def without_tensorflow_datasets(d2l: Any) -> None:
    """Do without tensorflow_datasets, of which d2l.jax uses one function to feed data."""
    d2l.tfds.as_numpy = NumpyBatches


def register() -> None:
    """Register this module's mends."""
    imports.after("torchvision", for_torchvision)
    imports.after("d2l.jax", without_tensorflow_datasets)
    imports.after("keras.src.datasets.fashion_mnist", for_keras)
