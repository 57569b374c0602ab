"""Builds a network in Flax, layer by layer, and measures it."""

import jax
import numpy
from flax import linen as nn
from jax import numpy as jnp
from resident import peak_of


def layer_of(kind, window=1, stride=1, padding=0, channels=1, units=1, percent=50):
    pads = ((padding, padding), (padding, padding))
    pooled = {"window_shape": (window, window), "strides": (stride, stride), "padding": pads}
    return {
        "Convolution": lambda: nn.Conv(channels, (window, window), stride, pads),
        "Pooling max": lambda: lambda x: nn.max_pool(x, **pooled),
        "Pooling average": lambda: lambda x: nn.avg_pool(x, **pooled),
        "Relu": lambda: nn.relu,
        "Dropout": lambda: nn.Dropout(percent / 100),
        "GlobalAveragePooling": lambda: lambda x: x.mean(axis=(1, 2)),
        "Flattening": lambda: lambda x: x.reshape(x.shape[0], -1),
        "Dense": lambda: nn.Dense(units),
    }[kind]()


class Network(nn.Module):
    layers: tuple

    @nn.compact
    def __call__(self, x, training=False):
        outputs = []
        for description in self.layers:
            layer = layer_of(**dict(description))
            drops = isinstance(layer, nn.Dropout)
            x = layer(x, deterministic=not training) if drops else layer(x)
            outputs.append(x)
        return outputs


def build(layers):
    return Network(tuple(tuple(layer.items()) for layer in layers))


def count(layers, channels, size):
    """Shapes as one image goes through, and parameters; nothing is computed."""
    net = build(layers)
    image = jax.ShapeDtypeStruct((1, size, size, channels), jnp.float32)
    outputs, parameters = jax.eval_shape(
        lambda x: net.init_with_output(jax.random.PRNGKey(0), x), image
    )
    return {
        "shapes": [[o.shape[-1], *o.shape[1:-1]] for o in outputs],
        "parameters": sum(p.size for p in jax.tree.leaves(parameters)),
    }


def multiply_accumulates(layers, channels, size):
    """Half of XLA's floating-point operations: it counts additions of biases, and no padding."""
    net = build(layers)
    image = jax.ShapeDtypeStruct((1, size, size, channels), jnp.float32)
    parameters = jax.eval_shape(lambda x: net.init(jax.random.PRNGKey(0), x), image)
    lowered = jax.jit(lambda p, x: net.apply(p, x)[-1]).lower(parameters, image)
    return lowered.cost_analysis()["flops"] / 2


def kept(layers, channels, size, batch):
    """Bytes that differentiation keeps of the images between the passes.

    What doesn't depend on the images is not counted: weights, and arrays of a constant, which a
    compiled step doesn't have.
    """
    net = build(layers)
    x = jax.random.uniform(jax.random.PRNGKey(0), (batch, size, size, channels))
    parameters = net.init(jax.random.PRNGKey(0), x)
    random = {"dropout": jax.random.PRNGKey(1)}

    def predict(parameters):
        return net.apply(parameters, x, training=True, rngs=random)[-1]

    _, backward = jax.vjp(predict, parameters)
    arrays = [leaf for leaf in jax.tree.leaves(backward) if leaf.shape[:1] == (batch,)]
    distinct = {leaf.tobytes(): leaf.nbytes for leaf in map(numpy.asarray, arrays) if leaf.any()}
    return sum(distinct.values())


def resident(layers, channels, size, batches, training):
    """Peaks of the process's memory in a prediction or a step, for each size of a batch."""
    net = build(layers)
    parameters = net.init(jax.random.PRNGKey(0), jnp.ones((1, size, size, channels)))

    def predict(parameters, x):
        return net.apply(parameters, x)[-1]

    def loss(parameters, x, y):
        random = {"dropout": jax.random.PRNGKey(1)}
        logits = net.apply(parameters, x, training=True, rngs=random)[-1]
        return -jnp.take_along_axis(nn.log_softmax(logits), y[:, None], axis=1).mean()

    predict, step = jax.jit(predict), jax.jit(jax.grad(loss))

    def run(batch):
        x, y = jnp.ones((batch, size, size, channels)), jnp.zeros((batch,), jnp.int32)
        result = step(parameters, x, y) if training else predict(parameters, x)
        return jax.block_until_ready(result)

    return [peak_of(lambda batch=batch: run(batch)) for batch in batches]
