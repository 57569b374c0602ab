"""What d2l needs to train with current releases of MXNet, and to resume a training."""

from ninbook.runtime.mxnet.mends import register

__all__ = ["register"]
