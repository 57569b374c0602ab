"""Operators for JAX on a CPU that give XLA's results with less memory and time.

XLA's CPU backend (JAX 0.10) keeps both sides of every ReLU for the backward pass, expands the
gradient of max-pooling into a scatter with four integer arrays as large as the feature map, and
computes a 1x1 convolution as a convolution. At batch 128 and 224 pixels NiN needs 5 GiB that way.
Each operator here has the same value and the same gradient; on a GPU, or for arguments it does not
know, it hands over to the original.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

Array = Any
_SLICE_FLOATS = 8 << 20


def _on_cpu() -> bool:
    return bool(jax.default_backend() == "cpu")


@jax.custom_vjp
def lean_relu(x: Array) -> Array:
    """Rectifies ``x``, remembering only its own output for the gradient.

    Args:
        x: array of any shape.

    Returns:
        ``max(x, 0)``; its gradient at 0 is 0, as `jax.nn.relu` has it.
    """
    return jnp.maximum(x, 0)


def _relu_forward(x: Array) -> tuple[Array, Array]:
    y = jnp.maximum(x, 0)
    return y, y


def _relu_backward(y: Array, cotangent: Array) -> tuple[Array]:
    return (jnp.where(y > 0, cotangent, jnp.zeros_like(cotangent)),)


lean_relu.defvjp(_relu_forward, _relu_backward)


@partial(jax.custom_vjp, nondiff_argnums=(1, 2))
def lean_max_pool(x: Array, window: tuple[int, int], strides: tuple[int, int]) -> Array:
    """Pools the maximum over windows without padding.

    Args:
        x: feature maps, shape (examples, height, width, channels).
        window: height and width of the window.
        strides: vertical and horizontal step.

    Returns:
        The pooled maps. A window's gradient goes to its first maximum in row-major order.
    """
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, *window, 1), (1, *strides, 1), "VALID")


def _pool_forward(
    x: Array, window: tuple[int, int], strides: tuple[int, int]
) -> tuple[Array, tuple[Array, Array]]:
    y = lean_max_pool(x, window, strides)
    return y, (x, y)


def _pool_backward(
    window: tuple[int, int],
    strides: tuple[int, int],
    saved: tuple[Array, Array],
    cotangent: Array,
) -> tuple[Array]:
    x, y = saved
    height, width = x.shape[1:3]
    gradient = jnp.zeros_like(x)
    taken = jnp.zeros(y.shape, bool)
    for row, column in product(range(window[0]), range(window[1])):
        ends = [
            start + (count - 1) * step + 1
            for start, count, step in zip((row, column), y.shape[1:3], strides, strict=True)
        ]
        candidate = x[:, row : ends[0] : strides[0], column : ends[1] : strides[1]]
        first = (candidate == y) & ~taken
        taken |= first
        edges = (
            (0, 0, 0),
            (row, height - ends[0], strides[0] - 1),
            (column, width - ends[1], strides[1] - 1),
            (0, 0, 0),
        )
        share = jnp.where(first, cotangent, jnp.zeros_like(cotangent))
        gradient += lax.pad(share, jnp.zeros((), share.dtype), edges)
    return (gradient,)


lean_max_pool.defvjp(_pool_forward, _pool_backward)


def max_pool_like(original: Callable[..., Array]) -> Callable[..., Array]:
    """Returns Flax's ``max_pool`` with the lean operator where it applies.

    Args:
        original: ``flax.linen.max_pool``, for everything else.
    """

    def max_pool(
        inputs: Array,
        window_shape: Sequence[int],
        strides: Sequence[int] | None = None,
        padding: Any = "VALID",
    ) -> Array:
        floating = jnp.issubdtype(jnp.result_type(inputs), jnp.floating)
        steps = tuple(strides or (1, 1))
        flat = jnp.ndim(inputs) == 4 and len(window_shape) == len(steps) == 2
        fits = flat and all(
            part <= whole for part, whole in zip(window_shape, inputs.shape[1:3], strict=True)
        )
        if _on_cpu() and fits and padding == "VALID" and floating:
            return lean_max_pool(inputs, tuple(window_shape), steps)
        return original(inputs, window_shape, strides, padding)

    return max_pool


def relu_like(original: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """Returns Flax's ``relu`` with the lean operator where it applies.

    Args:
        original: ``flax.linen.relu``, for everything else.
    """

    def relu(x: Array) -> Array:
        floating = jnp.issubdtype(jnp.result_type(x), jnp.floating)
        return lean_relu(x) if _on_cpu() and floating else original(x)

    return relu


@partial(jax.custom_vjp, nondiff_argnums=(2, 3))
def lean_convolution(
    x: Array, kernel: Array, strides: tuple[int, int], padding: tuple[tuple[int, int], ...]
) -> Array:
    """Convolves; a 1x1 convolution becomes one matrix product.

    Args:
        x: feature maps, shape (examples, height, width, channels in).
        kernel: shape (height, width, channels in, channels out).
        strides: vertical and horizontal step.
        padding: zeros before and after, vertically and horizontally.

    Returns:
        The convolved maps. The kernel's gradient is summed over slices of the batch (im2col), so
        that no transposed copy of the whole of ``x`` is made.
    """
    return _convolve(x, kernel, strides, padding)


def _convolve(
    x: Array, kernel: Array, strides: tuple[int, int], padding: tuple[tuple[int, int], ...]
) -> Array:
    if _is_pointwise(kernel, strides, padding):
        return lax.dot_general(x, kernel[0, 0], (((3,), (0,)), ((), ())))
    return lax.conv_general_dilated(
        x, kernel, strides, padding, dimension_numbers=("NHWC", "HWIO", "NHWC")
    )


def _is_pointwise(
    kernel: Array, strides: tuple[int, int], padding: tuple[tuple[int, int], ...]
) -> bool:
    return kernel.shape[:2] == (1, 1) and strides == (1, 1) and not any(map(sum, padding))


def _convolution_forward(
    x: Array, kernel: Array, strides: tuple[int, int], padding: tuple[tuple[int, int], ...]
) -> tuple[Array, tuple[Array, Array]]:
    return lean_convolution(x, kernel, strides, padding), (x, kernel)


def _convolution_backward(
    strides: tuple[int, int],
    padding: tuple[tuple[int, int], ...],
    saved: tuple[Array, Array],
    cotangent: Array,
) -> tuple[Array, Array]:
    x, kernel = saved
    convolve = partial(_convolve, strides=strides, padding=padding)
    (for_x,) = jax.vjp(lambda maps: convolve(maps, kernel), x)[1](cotangent)
    padded = jnp.pad(x, ((0, 0), *padding, (0, 0)))
    rows, columns, channels, _ = kernel.shape

    def add_slice(total: Array, pair: tuple[Array, Array]) -> tuple[Array, None]:
        maps, part = pair
        patches = _patches(maps, (rows, columns), strides, part.shape[1:3])
        return total + jnp.einsum("nhwi,nhwo->io", patches, part), None

    wanted = max(1, _SLICE_FLOATS * x.shape[0] // (cotangent[..., 0].size * kernel[..., 0].size))
    size = next(n for n in range(min(wanted, x.shape[0]), 0, -1) if x.shape[0] % n == 0)
    slices = tuple(array.reshape(-1, size, *array.shape[1:]) for array in (padded, cotangent))
    start = jnp.zeros((rows * columns * channels, kernel.shape[3]), kernel.dtype)
    for_kernel, _ = lax.scan(add_slice, start, slices)
    return for_x, for_kernel.reshape(kernel.shape)


def _patches(
    x: Array, window: tuple[int, int], strides: tuple[int, int], out: tuple[int, int]
) -> Array:
    if window == (1, 1) and strides == (1, 1):
        return x
    ends = [(count - 1) * step + 1 for count, step in zip(out, strides, strict=True)]
    views = [
        x[:, row : row + ends[0] : strides[0], column : column + ends[1] : strides[1]]
        for row, column in product(range(window[0]), range(window[1]))
    ]
    return jnp.stack(views, axis=3).reshape(x.shape[0], *out, -1)


lean_convolution.defvjp(_convolution_forward, _convolution_backward)


def convolution(
    lhs: Array,
    rhs: Array,
    window_strides: Sequence[int],
    padding: Any,
    lhs_dilation: Sequence[int] | None = None,
    rhs_dilation: Sequence[int] | None = None,
    dimension_numbers: Any = None,
    feature_group_count: int = 1,
    precision: Any = None,
    **rest: Any,
) -> Array:
    """Stands in for ``lax.conv_general_dilated``, whose arguments it takes, in Flax's layers.

    Returns:
        The convolved maps, by `lean_convolution` where that applies.
    """
    dilations = {*(lhs_dilation or (1,)), *(rhs_dilation or (1,))}
    plain = lhs.ndim == 4 and feature_group_count == 1 and dilations == {1} and precision is None
    plain = plain and not any(rest.values()) and lhs.shape[3] == rhs.shape[2]
    if _on_cpu() and plain and _is_flax_layout(lhs, rhs, dimension_numbers):
        if isinstance(padding, str):
            padding = lax.padtype_to_pads(lhs.shape[1:3], rhs.shape[:2], window_strides, padding)
        pairs = tuple((int(before), int(after)) for before, after in padding)
        if all(edge >= 0 for pair in pairs for edge in pair):
            return lean_convolution(lhs, rhs, tuple(window_strides), pairs)
    return lax.conv_general_dilated(
        lhs,
        rhs,
        window_strides,
        padding,
        lhs_dilation=lhs_dilation,
        rhs_dilation=rhs_dilation,
        dimension_numbers=dimension_numbers,
        feature_group_count=feature_group_count,
        precision=precision,
        **rest,
    )


def _is_flax_layout(lhs: Array, rhs: Array, dimension_numbers: Any) -> bool:
    layouts = (dimension_numbers, ("NHWC", "HWIO", "NHWC"))
    given, flax = (lax.conv_dimension_numbers(lhs.shape, rhs.shape, each) for each in layouts)
    return bool(given == flax)
