"""Mends for d2l.torch on current PyTorch."""

from __future__ import annotations

from typing import Any

from ninbook.dataset import fashion_mnist
from ninbook.runtime import imports
from ninbook.runtime.device import cores
from ninbook.runtime.seeds import seed_torch
from ninbook.runtime.training import follow_trainings


def read_the_shared_cache(torchvision: Any) -> None:
    """Lets torchvision read Fashion-MNIST from the one cache.

    torchvision checks the digests of the gzip files, which differ between distributors, and keeps a
    copy below every notebook's folder.
    """
    dataset = torchvision.datasets.FashionMNIST
    dataset.raw_folder = property(lambda self: str(fashion_mnist.cache_folder()))
    dataset.download = lambda self: fashion_mnist.ensure()
    dataset._check_exists = lambda self: bool(fashion_mnist.ensure())


def match_workers_to_cores(d2l: Any) -> None:
    """Starts as many loader workers as there are cores, four at most.

    d2l 1.0.3 starts four whatever the machine; PyTorch 1.7 and newer warn when that is too many,
    and the surplus takes time from the training.
    """
    root, _ = d2l.DataModule.__init__.__defaults__
    d2l.DataModule.__init__.__defaults__ = (root, min(4, cores()))


def count_parameters(trainer: Any, model: Any) -> int:
    """Returns the number of trainable parameters of a PyTorch model."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def register() -> None:
    """Registers this module's mends."""
    imports.after("torch", seed_torch)
    imports.after("torchvision", read_the_shared_cache)
    imports.after("d2l.torch", match_workers_to_cores)
    imports.after("d2l.torch", lambda d2l: follow_trainings(d2l, "pytorch", count_parameters))
