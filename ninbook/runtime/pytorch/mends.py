"""Mends for d2l.torch on current PyTorch."""

from __future__ import annotations

from functools import wraps
from typing import Any

from ninbook.dataset import fashion_mnist
from ninbook.runtime import imports
from ninbook.runtime.memory import keep_freed_memory
from ninbook.runtime.seeds import seed_torch
from ninbook.runtime.workers import match_workers_to_cores
from ninbook.settings import is_stock


def read_the_shared_cache(torchvision: Any) -> None:
    """Let torchvision read Fashion-MNIST from the one cache.

    torchvision checks the digests of the gzip files, which differ between distributors, and keeps a
    copy below every notebook's folder.
    """
    dataset = torchvision.datasets.FashionMNIST
    dataset.raw_folder = property(lambda self: str(fashion_mnist.cache_folder()))
    dataset.download = lambda self: fashion_mnist.ensure()
    dataset._check_exists = lambda self: bool(fashion_mnist.ensure())


def keep_memory(torch: Any) -> None:
    """Keep freed memory for the next step, unless a GPU does the training."""
    if not torch.cuda.is_available():
        keep_freed_memory()


def put_channels_last(d2l: Any) -> None:
    """Trains on the CPU with the channels innermost in memory.

    Shapes and values stay, and dropout draws the same numbers; but it draws in the order of memory,
    so they fall on other places, and a seeded training differs from one in the usual format.
    oneDNN has the faster convolutions for this format, and whatever comes after a convolution
    keeps the format of its output.
    """
    prepare_model = d2l.Trainer.prepare_model

    @wraps(prepare_model)
    def prepare_and_put(self: Any, model: Any) -> None:
        prepare_model(self, model)
        import torch
        from torch.nn.parameter import is_lazy

        if not self.gpus and not any(is_lazy(parameter) for parameter in model.parameters()):
            model.to(memory_format=torch.channels_last)

    d2l.Trainer.prepare_model = prepare_and_put


def register() -> None:
    """Register this module's mends."""
    imports.after("torch", seed_torch)
    imports.after("torchvision", read_the_shared_cache)
    if not is_stock():
        imports.after("d2l.torch", match_workers_to_cores)
        imports.after("torch", keep_memory)
        imports.after("d2l.torch", put_channels_last)
