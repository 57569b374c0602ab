"""What d2l needs to train with current releases of JAX and Flax, and to resume a training."""

from ninbook.runtime.jax.mends import register

__all__ = ["register"]
