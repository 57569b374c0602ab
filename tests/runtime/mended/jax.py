import sys

import jax
import numpy as np
from d2l import jax as d2l
from flax import linen as nn
from jax import numpy as jnp

from ninbook.runtime.jax import operators
from ninbook.runtime.jax.feed import resize_with_pad
from tests.runtime.mended.loading import facts_of_loading

RESIZINGS = {
    (28, 28): ((7, 7), (25, 25), (50, 50), (100, 100), (224, 224), (28, 40), (97, 224)),
    (20, 28): ((33, 33), (40, 28), (64, 31)),
    (17, 31): ((7, 7), (97, 224)),
    (31, 10): ((14, 14), (33, 21)),
    (5, 9): ((50, 50), (28, 40)),
}

facts = {
    "tensorflow_was_imported": any(n.split(".")[0] == "tensorflow" for n in sys.modules),
    "key_type": jax.random.PRNGKeyArray is jax.Array,
    "seed_type": type(d2l.get_seed()).__name__,
}

facts |= facts_of_loading(d2l)

lean = str(jax.make_jaxpr(lambda x: nn.max_pool(nn.relu(x), (2, 2)))(jnp.ones((1, 4, 4, 1))))
facts["operators_are_lean"] = "lean_relu" in lean and "lean_max_pool" in lean
layer = nn.Conv(4, (3, 3), strides=2, padding="SAME")
inputs = jax.random.normal(jax.random.key(0), (2, 9, 8, 3))
variables = layer.init(jax.random.key(1), inputs)
original = nn.Conv(4, (3, 3), strides=2, conv_general_dilated=jax.lax.conv_general_dilated)
facts["layer_agrees"] = bool(
    jnp.allclose(layer.apply(variables, inputs), original.apply(variables, inputs), rtol=1e-4)
)
facts["layer_is_lean"] = isinstance(layer.conv_general_dilated.__self__, operators.LeanConvolution)

import tensorflow as tf  # noqa: E402

facts["tensorflow_is_real"] = tf.constant([1, 2]).numpy().tolist()
facts["d2l_finds_tensorflow"] = d2l.tf.constant([3]).numpy().tolist()
regression = d2l.SyntheticRegressionData(jnp.array([2.0, -3.4]), 4.2, num_train=100, num_val=10)
batches = regression.train_dataloader()
shapes = [[type(part).__name__, list(part.shape)] for part in next(iter(batches))]
facts["tensor_batches"] = [len(batches), shapes]

generator = np.random.default_rng(0)
facts["resizing"] = []
for source, targets in RESIZINGS.items():
    some = generator.integers(0, 256, (2, *source), dtype=np.uint8)
    for target in targets:
        expected = tf.image.resize_with_pad(tf.cast(some[..., None], tf.float32) / 255, *target)
        got = np.asarray(resize_with_pad(some, target))
        difference = float(abs(got - expected.numpy()).max())
        facts["resizing"].append([source, target, list(got.shape), difference])
