"""Mends for d2l.torch on current PyTorch."""

from __future__ import annotations

from functools import wraps
from typing import Any


def put_channels_last(d2l: Any) -> None:
    """Train on the CPU with the channels innermost in memory.

    Shapes and values stay, and dropout draws the same numbers; but it draws in the order of memory,
    so they fall on other places, and a seeded run differs from one in the usual format.
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


def register(imports: Any, seed: int, load: Any = None, stock: bool = False) -> None:
    """Let ``imports`` run the mends; ``stock`` leaves out those that d2l runs without."""
    imports.after("torch", lambda torch: torch.manual_seed(seed))
    if not stock:
        imports.after("d2l.torch", put_channels_last)
