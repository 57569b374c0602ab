"""What d2l needs to train with current releases of Keras, and to resume a training."""

from ninbook.runtime.tensorflow.mends import register

__all__ = ["register"]
