"""Minibatches for JAX, made with NumPy and JAX alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(eq=False)
class ResizedBatches:
    """Minibatches of gray images, scaled to [0, 1] and resized when they are needed."""

    images: np.ndarray  # uint8, shape (examples, height, width)
    labels: np.ndarray
    batch_size: int
    size: tuple[int, int]  # height and width to resize to
    order: Callable[[int], np.ndarray] = np.arange  # of so many examples in a pass

    def __len__(self) -> int:
        return -(-len(self.labels) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        order = self.order(len(self.labels))
        for start in range(0, len(order), self.batch_size):
            chosen = order[start : start + self.batch_size]
            images = resize_with_pad(self.images[chosen], self.size)
            yield images, self.labels[chosen].astype(np.int32)


def resize_with_pad(images: np.ndarray, size: tuple[int, int]) -> Any:
    """Resize as ``tf.image.resize_with_pad`` does: bilinear, aspect kept, zeros around.

    The values become float32 in [0, 1], the shape (examples, height, width, 1).
    """
    import jax
    import jax.numpy as jnp

    count, height, width = images.shape
    scaled = jnp.asarray(images, jnp.float32)[..., None] / 255
    # In single precision, as TensorFlow does it: 28 / (28 / 25) is 25 there and less in double.
    sides = np.asarray([height, width], np.float32)
    exact = sides / np.max(sides / np.asarray(size, np.float32))
    inner = (int(exact[0]), int(exact[1]))
    if inner != (height, width):
        scaled = jax.image.resize(scaled, (count, *inner, 1), "linear", antialias=False)
    top, left = (max(0, int(gap)) for gap in np.floor((np.asarray(size, np.float32) - exact) / 2))
    edges = ((0, 0), (top, size[0] - inner[0] - top), (left, size[1] - inner[1] - left), (0, 0))
    return jnp.pad(scaled, edges) if size != inner else scaled
