import sys

import jax
import numpy as np
from d2l import jax as d2l
from flax import linen as nn
from jax import numpy as jnp

from ninbook.runtime.jax import operators
from ninbook.runtime.jax.feed import resize_with_pad
from tests.runtime.mended.loading import check_loading

TENSORFLOW_WAS_LOADED = any(name.split(".")[0] == "tensorflow" for name in sys.modules)
RESIZINGS = {
    (28, 28): ((7, 7), (25, 25), (50, 50), (100, 100), (224, 224), (28, 40), (97, 224)),
    (20, 28): ((33, 33), (40, 28), (64, 31)),
    (17, 31): ((7, 7), (97, 224)),
    (31, 10): ((14, 14), (33, 21)),
    (5, 9): ((50, 50), (28, 40)),
}


def test_removed_names_are_back():
    assert jax.random.PRNGKeyArray is jax.Array
    assert type(d2l.get_seed()) is int


def test_fashion_mnist_comes_soon_small_and_shuffled():
    check_loading(d2l)


def test_flax_has_the_lean_operators():
    lean = str(jax.make_jaxpr(lambda x: nn.max_pool(nn.relu(x), (2, 2)))(jnp.ones((1, 4, 4, 1))))
    assert "lean_relu" in lean and "lean_max_pool" in lean
    layer = nn.Conv(4, (3, 3), strides=2, padding="SAME")
    assert isinstance(layer.conv_general_dilated.__self__, operators.LeanConvolution)
    inputs = jax.random.normal(jax.random.key(0), (2, 9, 8, 3))
    variables = layer.init(jax.random.key(1), inputs)
    original = nn.Conv(4, (3, 3), strides=2, conv_general_dilated=jax.lax.conv_general_dilated)
    expected = original.apply(variables, inputs)
    assert jnp.allclose(layer.apply(variables, inputs), expected, rtol=1e-4)


def test_tensorflow_is_loaded_only_when_asked_for():
    assert not TENSORFLOW_WAS_LOADED
    import tensorflow as tf

    assert tf.constant([1, 2]).numpy().tolist() == [1, 2]
    assert d2l.tf.constant([3]).numpy().tolist() == [3]


def test_tensor_loaders_yield_numpy():
    regression = d2l.SyntheticRegressionData(jnp.array([2.0, -3.4]), 4.2, num_train=100, num_val=10)
    batches = regression.train_dataloader()
    assert len(batches) == 4
    shapes = [(type(part).__name__, part.shape) for part in next(iter(batches))]
    assert shapes == [("ndarray", (32, 2)), ("ndarray", (32, 1))], shapes


def test_resizing_is_that_of_tensorflow():
    import tensorflow as tf

    generator = np.random.default_rng(0)
    for source, targets in RESIZINGS.items():
        some = generator.integers(0, 256, (2, *source), dtype=np.uint8)
        for target in targets:
            expected = tf.image.resize_with_pad(tf.cast(some[..., None], tf.float32) / 255, *target)
            got = np.asarray(resize_with_pad(some, target))
            assert got.shape == (2, *target, 1), (source, target, got.shape)
            assert abs(got - expected.numpy()).max() < 1e-6, (source, target)
