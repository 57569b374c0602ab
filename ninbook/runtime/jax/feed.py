"""Minibatches for JAX, made with NumPy and JAX alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np


class NumpyBatches:
    """A TensorFlow dataset whose batches are NumPy arrays.

    Args:
        batches: the tf.data.Dataset.
    """

    def __init__(self, batches: Any) -> None:
        self._batches = batches

    def __len__(self) -> int:
        return int(self._batches.cardinality())

    def __iter__(self) -> Iterator[Any]:
        yield from self._batches.as_numpy_iterator()


class ResizedBatches:
    """Minibatches of gray images, scaled to [0, 1] and resized when they are needed.

    Args:
        images: uint8, shape (examples, height, width).
        labels: shape (examples,).
        batch_size: examples per minibatch; the last one may be smaller.
        size: height and width to resize to, in pixels.
        order: returns the order of so many examples for a pass.
    """

    def __init__(
        self,
        images: np.ndarray,
        labels: np.ndarray,
        batch_size: int,
        size: tuple[int, int],
        order: Callable[[int], np.ndarray] = np.arange,
    ) -> None:
        self._images = images
        self._labels = labels
        self._batch_size = batch_size
        self._size = size
        self._order = order

    def __len__(self) -> int:
        return -(-len(self._labels) // self._batch_size)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        count = len(self._labels)
        order = self._order(count)
        for start in range(0, count, self._batch_size):
            chosen = order[start : start + self._batch_size]
            yield (
                resize_with_pad(self._images[chosen], self._size),
                self._labels[chosen].astype(np.int32),
            )


def resize_with_pad(images: np.ndarray, size: tuple[int, int]) -> Any:
    """Resizes as ``tf.image.resize_with_pad`` does: bilinear, aspect kept, zeros around.

    Args:
        images: uint8, shape (examples, height, width).
        size: height and width of the result, in pixels.

    Returns:
        Float32 array of shape (examples, height, width, 1), values in [0, 1].
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
