from functools import partial

import jax
from d2l import jax as d2l
from exchange import (
    LEARNING_RATE,
    SEED,
    Measured,
    batches,
    cotangents,
    data_module,
    network,
    of_first,
    same_weights,
)
from jax import numpy as jnp

HWIO = (3, 2, 0, 1)
OPERATORS = ("lean_relu", "lean_max_pool", "lean_product", "lean_bias")
measured = Measured()
key = jax.random.PRNGKey(SEED)
steps = []


class Watched(network()):
    def plot(self, key, value, train):
        measured.plot(key, value, train)

    def apply_init(self, dummy_input, key):
        return {"params": same_params(super().apply_init(dummy_input, key)["params"])}

    def training_step(self, params, batch, state):
        value, gradients = super().training_step(params, batch, state)
        steps.append((params, gradients))
        return value, gradients


def arrays(name):
    return [(jnp.asarray(images[..., None]), jnp.asarray(ys)) for images, ys in batches(name)]


Batches = data_module(d2l.DataModule, arrays)


def named(params):
    leaves, _ = jax.tree.flatten_with_path(params)
    return {jax.tree_util.keystr(path, simple=True, separator="."): leaf for path, leaf in leaves}


def same_params(drawn):
    made = same_weights({name: leaf.shape for name, leaf in named(drawn).items()}, HWIO)
    return jax.tree.unflatten(jax.tree.structure(drawn), list(map(jnp.asarray, made.values())))


def fit(model, data, epochs=1):
    steps.clear()
    trainer = d2l.Trainer(max_epochs=epochs)
    trainer.fit(model, data, key=key)
    return trainer.state.params


def layers(params):
    return Watched().bind({"params": params}, rngs={"dropout": key}).net.layers


def outputs(params, maps):
    return [maps := layer(maps) for layer in layers(params)]


def apply_layer(place, params, maps):
    return layers(params)[place](maps)


def alone(params, inputs):
    """Returns each layer's output and its gradients, of its parameters and its input."""
    returned = {}
    for index, maps in inputs.items():
        place = int(index)
        output, pull = jax.vjp(partial(apply_layer, place), params, maps)
        of_params, of_input = pull(cotangents(place, output.shape))
        returned |= {f"{index} output": output, f"{index} gradient of input": of_input}
        for name, gradient in named(of_params).items():
            if name.startswith(f"net.layers_{index}."):
                returned[f"{index} {name}"] = gradient
    return returned


def operators(params, maps):
    traced = str(jax.make_jaxpr(outputs)(params, maps))
    return {f"{name} computes": name in traced for name in OPERATORS}


def measure_first_step():
    fit(Watched(lr=LEARNING_RATE), Batches(train="eight"))
    ((params, gradients),) = steps
    measured.keep_curves("first step")
    measured.keep_all("gradient", named(gradients))
    ((images, _),) = arrays("eight")
    maps = jax.jit(outputs)(params, images)
    measured.keep_all("layer", dict(enumerate(maps)))
    measured.fast.update(operators(params, images))
    return params, {str(index): each for index, each in enumerate([images, *maps[:-1]])}


def measure_each_alone(params, inputs):
    inputs = of_first("inputs", inputs)
    compiled = jax.jit(alone).lower(params, inputs).compile()
    measured.keep_all("alone", compiled(params, inputs))
    measured.fast["XLA convolves without YNNPACK"] = "ynn_fusion" not in compiled.as_text()
    measured.facts["half_precision"] = "bf16" in compiled.as_text()


def measure_training(params):
    measured.keep_all("before", named(params))
    trained = fit(Watched(lr=LEARNING_RATE), Batches(train="train", val="val"), epochs=2)
    measured.keep_curves("curve")
    measured.keep_all("after", named(trained))


def measure_with_gpu(params, images):
    jax.default_backend = lambda: "gpu"
    jax.clear_caches()
    measured.fast_with_gpu.update(operators(params, images))


loader = d2l.FashionMNIST(8, resize=(112, 112)).val_dataloader()
images, labels = next(iter(loader))
measured.keep_all("batch", {"images": images, "labels": labels})
measured.fast["NumPy feeds"] = type(loader).__name__ == "ResizedBatches"
params, inputs = measure_first_step()
measure_each_alone(params, inputs)
measure_training(params)
measure_with_gpu(params, inputs["0"])
measured.save()
