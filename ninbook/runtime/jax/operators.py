"""Operators for JAX on a CPU that give XLA's results with less memory and time.

XLA's CPU backend (JAX 0.10) keeps both sides of every ReLU for the backward pass, expands the
gradient of max-pooling into a scatter with four integer arrays as large as the feature map, and
sums gradients over all pixels in one thread. Each operator here has the same value and the same
gradient; on a GPU, or for arguments it does not know, it hands over to the original.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import product
from math import gcd
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

Array = Any
_GROUPS = 16
_FLAX = ("NHWC", "HWIO", "NHWC")


def _suit(*arrays: Array) -> bool:
    """Tell whether the operators here are for such arrays, and for where they are computed."""
    kinds = map(jnp.result_type, arrays)
    return jax.default_backend() == "cpu" and all(jnp.issubdtype(k, jnp.floating) for k in kinds)


@jax.custom_vjp
def lean_relu(x: Array) -> Array:
    """Rectify ``x``, remembering only its own output for the gradient, which is 0 at 0."""
    return jnp.maximum(x, 0)


def _relu_forward(x: Array) -> tuple[Array, Array]:
    y = jnp.maximum(x, 0)
    return y, y


def _relu_backward(y: Array, cotangent: Array) -> tuple[Array]:
    return (jnp.where(y > 0, cotangent, jnp.zeros_like(cotangent)),)


lean_relu.defvjp(_relu_forward, _relu_backward)


@partial(jax.custom_vjp, nondiff_argnums=(1, 2))
def lean_max_pool(x: Array, window: tuple[int, int], strides: tuple[int, int]) -> Array:
    """Pool the maximum over windows without padding.

    A window's gradient goes to its first maximum in row-major order.

    Args:
        x: feature maps, shape (examples, height, width, channels).
        window: height and width of the window.
        strides: vertical and horizontal step.
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
    """Return Flax's ``max_pool`` with the lean operator where it applies."""

    def max_pool(
        inputs: Array,
        window_shape: Sequence[int],
        strides: Sequence[int] | None = None,
        padding: Any = "VALID",
    ) -> Array:
        steps = tuple(strides or (1, 1))
        flat = jnp.ndim(inputs) == 4 and len(window_shape) == len(steps) == 2
        fits = flat and all(
            part <= whole for part, whole in zip(window_shape, inputs.shape[1:3], strict=True)
        )
        if fits and padding == "VALID" and _suit(inputs):
            return lean_max_pool(inputs, tuple(window_shape), steps)
        return original(inputs, window_shape, strides, padding)

    return max_pool


def relu_like(original: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """Return Flax's ``relu`` with the lean operator where it applies."""
    return lambda x: lean_relu(x) if _suit(x) else original(x)


@jax.custom_vjp
def lean_product(x: Array, matrix: Array) -> Array:
    """Multiply every pixel with a matrix: a 1x1 convolution.

    The matrix's gradient is summed in groups of pixels, which XLA computes in parallel.

    Args:
        x: feature maps, shape (examples, height, width, channels in).
        matrix: shape (channels in, channels out).
    """
    # As a convolution it can be fused with what follows; as a product it can't.
    return lax.conv_general_dilated(x, matrix[None, None], (1, 1), "VALID", dimension_numbers=_FLAX)


def _product_forward(x: Array, matrix: Array) -> tuple[Array, tuple[Array, Array]]:
    return lean_product(x, matrix), (x, matrix)


def _product_backward(saved: tuple[Array, Array], cotangent: Array) -> tuple[Array, Array]:
    x, matrix = saved
    for_x = lean_product(cotangent, matrix.T)
    pixels = x.size // x.shape[3]
    groups = gcd(pixels, _GROUPS)
    parts = (array.reshape(groups, pixels // groups, -1) for array in (x, cotangent))
    for_matrix = lax.dot_general(*parts, (((1,), (1,)), ((0,), (0,)))).sum(0)
    return for_x, for_matrix


lean_product.defvjp(_product_forward, _product_backward)


@jax.custom_vjp
def lean_bias(maps: Array, bias: Array) -> Array:
    """Add a number to every channel of feature maps, the last axis.

    The bias's gradient is a product with ones, since XLA adds up in a single thread.
    """
    return maps + bias


def _bias_forward(maps: Array, bias: Array) -> tuple[Array, None]:
    return maps + bias, None


def _bias_backward(saved: None, cotangent: Array) -> tuple[Array, Array]:
    rows = cotangent.reshape(-1, cotangent.shape[-1])
    return cotangent, jnp.ones(len(rows), rows.dtype) @ rows


lean_bias.defvjp(_bias_forward, _bias_backward)


class LeanConvolution:
    """Both hooks of one Flax convolution: how it promotes its arrays, and how it convolves.

    Flax adds the bias itself. So that its gradient is a lean one, the first hook keeps the bias
    back, and gives Flax zeros to add, which XLA leaves out; the second adds it.
    """

    def __init__(self, promote: Callable[..., Any]) -> None:
        self._promote = promote
        self._bias: Array = None

    def promote_dtype(self, *arrays: Array, **options: Any) -> Any:
        """Stand in for Flax's function, whose arguments it takes."""
        inputs, kernel, bias = self._promote(*arrays, **options)
        self._bias = None
        if bias is not None and bias.ndim == 1 and _suit(inputs, kernel, bias):
            self._bias, bias = bias, jnp.zeros_like(bias)
        return inputs, kernel, bias

    def convolve(
        self,
        lhs: Array,
        rhs: Array,
        window_strides: Sequence[int],
        padding: Any,
        dimension_numbers: Any = None,
        **options: Any,
    ) -> Array:
        """Stand in for ``lax.conv_general_dilated``, whose arguments it takes."""
        bias, self._bias = self._bias, None
        if _is_product(lhs, rhs, window_strides, padding, options) and _is_flax_layout(
            lhs, rhs, dimension_numbers
        ):
            maps = lean_product(lhs, rhs[0, 0])
        else:
            maps = lax.conv_general_dilated(
                lhs, rhs, window_strides, padding, dimension_numbers=dimension_numbers, **options
            )
        return maps if bias is None else lean_bias(maps, bias)


def _is_product(
    lhs: Array, rhs: Array, strides: Sequence[int], padding: Any, options: dict[str, Any]
) -> bool:
    dilations = {*(options.get("lhs_dilation") or (1,)), *(options.get("rhs_dilation") or (1,))}
    rest = {name: value for name, value in options.items() if not name.endswith("_dilation")}
    groups = rest.pop("feature_group_count", 1)
    padded = not isinstance(padding, str) and any(edge for pair in padding for edge in pair)
    return (
        lhs.ndim == 4
        and rhs.shape[:2] == tuple(strides) == (1, 1)
        and not padded
        and dilations == {1}
        and groups == 1
        and not any(rest.values())
        and _suit(lhs, rhs)
    )


def _is_flax_layout(lhs: Array, rhs: Array, dimension_numbers: Any) -> bool:
    layouts = (dimension_numbers, _FLAX)
    given, flax = (lax.conv_dimension_numbers(lhs.shape, rhs.shape, each) for each in layouts)
    return bool(given == flax)
