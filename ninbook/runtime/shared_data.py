"""Fashion-MNIST out of the one cache of this project, not out of a copy per framework."""

from __future__ import annotations

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


def register() -> None:
    """Register this module's mends."""
    imports.after("torchvision", for_torchvision)
    imports.after("keras.src.datasets.fashion_mnist", for_keras)
