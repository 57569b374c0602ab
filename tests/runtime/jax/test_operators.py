from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

jax = pytest.importorskip("jax")
linen = pytest.importorskip("flax.linen")
import jax.numpy as jnp  # noqa: E402
from jax import lax  # noqa: E402

from ninbook.runtime.jax import operators  # noqa: E402
from ninbook.runtime.jax.operators import (  # noqa: E402
    LeanConvolution,
    lean_bias,
    lean_max_pool,
    lean_product,
    lean_relu,
)

Shape = tuple[int, ...]
NHWC = ("NHWC", "HWIO", "NHWC")
on_cpu = pytest.mark.skipif(jax.default_backend() != "cpu", reason="hands over on a GPU")
PLAIN_RELU, PLAIN_MAX_POOL = jax.nn.relu, linen.max_pool
LEAN_3X3 = partial(lean_max_pool, window=(3, 3), strides=(1, 1))
PLAIN_3X3 = partial(PLAIN_MAX_POOL, window_shape=(3, 3), strides=(1, 1))
convolution = LeanConvolution(linen.dtypes.promote_dtype).convolve
max_pool = operators.max_pool_like(PLAIN_MAX_POOL)
relu = operators.relu_like(PLAIN_RELU)


def normal(*shape: int, seed: int = 0, dtype: Any = jnp.float32) -> Any:
    return jnp.asarray(np.random.default_rng(seed).normal(size=shape), dtype)


@partial(jax.jit, static_argnums=0)
def value_and_gradients(operator: Any, *arguments: Any) -> tuple[Any, ...]:
    """The value of ``operator`` and its gradients, the places of the value weighted 1 to 7.

    The weights are whole numbers, so that the order in which they are summed doesn't matter.
    """
    value, pull = jax.vjp(operator, *arguments)
    weights = 1 + jnp.arange(value.size).reshape(value.shape) % 7
    return value, *pull(weights.astype(value.dtype))


def assert_same(
    lean: Any, plain: Any, *arguments: Any, rtol: float = 1e-4, atol: float = 1e-4
) -> None:
    pairs = zip(
        value_and_gradients(lean, *arguments), value_and_gradients(plain, *arguments), strict=True
    )
    for got, expected in pairs:
        assert got.shape == expected.shape
        got, expected = (np.asarray(array, np.float32) for array in (got, expected))
        np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol)


class TestRelu:
    @settings(deadline=None, derandomize=True)
    @given(arrays(np.float32, (3, 4), elements=st.floats(-2, 2, width=32) | st.just(0.0)))
    def test_agrees(self, x: np.ndarray) -> None:
        assert_same(lean_relu, PLAIN_RELU, jnp.asarray(x), rtol=0, atol=0)

    @pytest.mark.parametrize("shape", [(), (5,), (2, 3, 4, 5)])
    @pytest.mark.parametrize("dtype", [jnp.float32, jnp.bfloat16])
    def test_shapes_and_types(self, shape: Shape, dtype: Any) -> None:
        x = normal(*shape, dtype=dtype)
        assert relu(x).dtype == dtype
        assert_same(relu, PLAIN_RELU, x, rtol=0, atol=0)

    def test_under_jit_and_vmap(self) -> None:
        x = normal(3, 4)
        assert_same(jax.jit(jax.vmap(lean_relu)), PLAIN_RELU, x, rtol=0, atol=0)

    def test_integers_are_left_to_the_original(self) -> None:
        x = jnp.arange(-2, 3)
        assert relu(x).dtype == PLAIN_RELU(x).dtype
        assert relu(x).tolist() == [0, 0, 0, 1, 2]


class TestMaxPool:
    WINDOWS = (
        ((2, 7, 8, 3), (3, 3), (2, 2)),
        ((1, 6, 6, 2), (2, 2), (2, 2)),
        ((2, 5, 9, 1), (1, 3), (3, 1)),
        ((2, 9, 7, 2), (3, 2), (1, 1)),
        ((1, 8, 8, 2), (2, 2), (3, 4)),
        ((2, 4, 4, 2), (4, 4), (1, 1)),
    )

    @pytest.mark.parametrize(("shape", "window", "strides"), WINDOWS)
    @pytest.mark.parametrize("highest", [0, 3])
    def test_ties_agree_exactly(
        self, shape: Shape, window: Shape, strides: Shape, highest: int
    ) -> None:
        x = jnp.asarray(np.random.default_rng(1).integers(0, highest + 1, shape), jnp.float32)
        assert_same(
            lambda x: lean_max_pool(x, window, strides),
            lambda x: PLAIN_MAX_POOL(x, window, strides),
            x,
            rtol=0,
            atol=0,
        )

    @settings(deadline=None, derandomize=True)
    @given(arrays(np.float32, (1, 5, 5, 1), elements=st.sampled_from([-1.0, 0.0, 1.0])))
    def test_any_ties_agree_exactly(self, x: np.ndarray) -> None:
        assert_same(LEAN_3X3, PLAIN_3X3, x, rtol=0, atol=0)

    @pytest.mark.parametrize("dtype", [jnp.float32, jnp.bfloat16])
    def test_types(self, dtype: Any) -> None:
        x = normal(2, 7, 7, 3, dtype=dtype)
        assert max_pool(x, (3, 3), (2, 2)).dtype == dtype
        assert_same(
            lambda x: max_pool(x, (3, 3), (2, 2)),
            lambda x: PLAIN_MAX_POOL(x, (3, 3), (2, 2)),
            x,
            rtol=1e-2,
        )

    @pytest.mark.parametrize(
        ("shape", "window", "strides", "padding"),
        [
            ((2, 7, 7, 3), (3, 3), (2, 2), "SAME"),
            ((2, 7, 7, 3), (3, 3), (2, 2), ((1, 1), (0, 2))),
            ((2, 7, 7, 3), (3, 3), None, "VALID"),
            ((7, 7, 3), (3, 3), (2, 2), "VALID"),
            ((2, 7, 3), (3,), (2,), "VALID"),
            ((2, 2, 7, 3), (3,), (2,), "VALID"),
            ((4, 4, 4, 2), (2, 2, 2), (2, 2, 2), "VALID"),
            ((2, 4, 4, 1), (5, 5), (2, 2), "VALID"),
        ],
    )
    def test_other_arguments(self, shape: Shape, window: Any, strides: Any, padding: Any) -> None:
        assert_same(
            lambda x: max_pool(x, window, strides, padding),
            lambda x: PLAIN_MAX_POOL(x, window, strides, padding),
            normal(*shape),
        )

    def test_integers_are_left_to_the_original(self) -> None:
        x = jnp.arange(16).reshape(1, 4, 4, 1)
        assert jnp.array_equal(max_pool(x, (2, 2)), PLAIN_MAX_POOL(x, (2, 2)))


def assert_convolves_alike(
    maps: Shape, kernel: Shape, strides: Shape, padding: Any, **options: Any
) -> None:
    options = {"dimension_numbers": NHWC} | options
    assert_same(
        lambda x, k: convolution(x, k, strides, padding, **options),
        lambda x, k: lax.conv_general_dilated(x, k, strides, padding, **options),
        normal(*maps),
        normal(*kernel, seed=1),
    )


class TestConvolution:
    @pytest.mark.parametrize(
        ("maps", "kernel", "strides", "padding"),
        [
            ((2, 8, 9, 3), (1, 1, 3, 4), (1, 1), ((0, 0), (0, 0))),
            ((2, 8, 9, 3), (1, 1, 3, 4), (2, 3), ((0, 0), (0, 0))),
            ((2, 8, 9, 3), (1, 1, 3, 4), (1, 1), ((1, 0), (0, 2))),
            ((3, 9, 9, 2), (3, 3, 2, 4), (1, 1), ((1, 1), (1, 1))),
            ((3, 9, 8, 2), (5, 5, 2, 3), (1, 1), ((2, 2), (2, 2))),
            ((2, 23, 25, 1), (11, 11, 1, 3), (4, 4), ((0, 0), (0, 0))),
            ((2, 9, 7, 3), (3, 2, 3, 4), (2, 1), ((2, 0), (0, 1))),
            ((1, 4, 4, 2), (4, 4, 2, 5), (1, 1), ((0, 0), (0, 0))),
        ],
    )
    def test_agrees(
        self, maps: Shape, kernel: Shape, strides: Shape, padding: tuple[Shape, ...]
    ) -> None:
        assert_convolves_alike(maps, kernel, strides, padding)

    @pytest.mark.parametrize("maps", [(1, 1, 1, 2), (3, 5, 7, 2), (4, 6, 6, 3), (16, 4, 4, 1)])
    def test_product(self, maps: Shape) -> None:
        assert_same(
            lambda x, m: lean_product(x, m),
            lambda x, m: jnp.einsum("nhwi,io->nhwo", x, m),
            normal(*maps),
            normal(maps[3], 5, seed=1),
        )

    @pytest.mark.parametrize("maps", [(1, 1, 1, 2), (3, 5, 7, 2), (4, 6, 6, 3)])
    def test_bias(self, maps: Shape) -> None:
        assert_same(lean_bias, lambda x, b: x + b, normal(*maps), normal(maps[3], seed=1))

    @pytest.mark.parametrize("use_bias", [True, False])
    @pytest.mark.parametrize("window", [1, 3])
    def test_layer_of_flax(self, window: int, use_bias: bool) -> None:
        plain = linen.Conv(4, (window, window), use_bias=use_bias)
        lean = LeanConvolution(linen.dtypes.promote_dtype)
        hooks = {"conv_general_dilated": lean.convolve, "promote_dtype": lean.promote_dtype}
        layer = linen.Conv(4, (window, window), use_bias=use_bias, **hooks)
        x = normal(2, 6, 5, 3)
        variables = plain.init(jax.random.key(0), x)
        if use_bias:
            variables["params"]["bias"] = normal(4, seed=2)
        assert jax.tree.structure(layer.init(jax.random.key(0), x)) == jax.tree.structure(variables)
        leaves, structure = jax.tree.flatten(variables)

        def applied(module: Any) -> Any:
            return lambda x, *leaves: module.apply(jax.tree.unflatten(structure, leaves), x)

        assert_same(applied(layer), applied(plain), x, *leaves)

    @settings(deadline=None, derandomize=True, max_examples=8)
    @given(
        side=st.integers(3, 7),
        window=st.integers(1, 3),
        stride=st.integers(1, 3),
        before=st.integers(0, 2),
        after=st.integers(0, 2),
    )
    def test_any_geometry(
        self, side: int, window: int, stride: int, before: int, after: int
    ) -> None:
        pads = ((before, after), (after, before))
        self.test_agrees((2, side, side + 1, 2), (window, window, 2, 3), (stride, stride), pads)

    @pytest.mark.parametrize("padding", ["SAME", "VALID", [(1, 1), (0, 2)]])
    @pytest.mark.parametrize("window", [1, 3])
    def test_paddings(self, padding: Any, window: int) -> None:
        assert_convolves_alike((2, 6, 7, 3), (window, window, 3, 4), (1, 1), padding)

    @pytest.mark.parametrize(
        ("maps", "kernel", "options"),
        [
            ((2, 6, 6, 4), (3, 3, 2, 4), {"feature_group_count": 2}),
            ((2, 6, 6, 4), (3, 3, 1, 4), {"feature_group_count": 4}),
            ((4, 6, 6, 2), (3, 3, 2, 4), {"batch_group_count": 2}),
            ((2, 6, 6, 2), (3, 3, 2, 4), {"rhs_dilation": (2, 1)}),
            ((2, 6, 6, 2), (3, 3, 2, 4), {"lhs_dilation": (1, 2), "padding": ((1, 1), (1, 1))}),
            ((2, 6, 6, 2), (3, 3, 2, 4), {"precision": lax.Precision.HIGHEST}),
            ((2, 6, 6, 2), (3, 3, 2, 4), {"preferred_element_type": jnp.float32}),
            ((2, 3, 6, 6), (4, 3, 3, 3), {"dimension_numbers": ("NCHW", "OIHW", "NCHW")}),
            ((2, 6, 3), (3, 3, 4), {"dimension_numbers": ("NWC", "WIO", "NWC")}),
            ((2, 5, 5, 5, 3), (3, 3, 3, 3, 4), {"dimension_numbers": ("NDHWC", "DHWIO", "NDHWC")}),
        ],
    )
    def test_other_arguments(self, maps: Shape, kernel: Shape, options: dict[str, Any]) -> None:
        strides = (1,) * (len(maps) - 2)
        assert_convolves_alike(maps, kernel, strides, **({"padding": "SAME"} | options))


@on_cpu
def test_lean_operators_are_used_where_they_apply() -> None:
    x, kernel = normal(1, 4, 4, 2), normal(1, 1, 2, 3)
    for operator, name in (
        (relu, "lean_relu"),
        (lambda x: max_pool(x, (2, 2)), "lean_max_pool"),
        (lambda x: convolution(x, kernel, (1, 1), "SAME", dimension_numbers=NHWC), "lean_product"),
    ):
        assert name in str(jax.make_jaxpr(operator)(x))
