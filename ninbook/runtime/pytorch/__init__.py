"""What d2l needs to train with current releases of PyTorch, and to resume a training."""

from ninbook.runtime.pytorch.mends import register

__all__ = ["register"]
