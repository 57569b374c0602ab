"""Runs in a kernel: how many test images trained weights get right, as the page counts it."""

import importlib
from itertools import islice

import numpy as np

from ninbook.frameworks import BY_TAB
from ninbook.runtime.training import _STATES


def state_of(tab):
    """Returns an object of the class that knows this framework's trainings."""
    return _STATES[f"d2l.{BY_TAB[tab].module}"]()


def mean_accuracy(tab, model, weights, batch_size, side, batches):
    """Returns the mean of the minibatches' accuracies, which is what d2l plots.

    Args:
        tab: the framework's tab.
        model: a new model of the class that was trained.
        weights: the weights by name.
        batch_size: images per minibatch.
        side: height and width of the images, in pixels.
        batches: minibatches of the test images to take; None for all.
    """
    return mean_of(classified(tab, model, weights, batch_size, side, batches))


def mean_of(found):
    """Returns the mean of the minibatches' accuracies of what `classified` yields."""
    return float(np.mean([(classes == labels).mean() for classes, labels in found]))


def classified(tab, model, weights, batch_size, side, batches):
    """Yields the classes that a network finds in each minibatch, and the right ones.

    Args:
        tab, model, weights, batch_size, side, batches: as of `mean_accuracy`.
    """
    d2l = importlib.import_module(f"d2l.{BY_TAB[tab].module}")
    loader = iter(d2l.FashionMNIST(batch_size, resize=(side, side)).val_dataloader())
    classify = None
    for images, labels in islice(loader, batches):
        if classify is None:
            classify = classifier(tab, model, weights, images)
        labels = labels.asnumpy() if tab == "mxnet" else np.asarray(labels)
        yield classify(images).argmax(axis=1), labels


def classifier(tab, model, weights, images):
    """Returns a function from minibatches of images to logits, dropout off.

    Args:
        tab: the framework's tab.
        model: a new model of the class that was trained; it is changed.
        weights: the weights by name.
        images: a minibatch, for a model whose parameters don't exist before its first input.

    Raises:
        ValueError: the weights are not those of such a model.
    """
    return {"pytorch": _torch, "mxnet": _mxnet, "tensorflow": _keras, "jax": _jax}[tab](
        model, weights, images
    )


def _check_names(expected, weights):
    different = set(expected) ^ weights.keys()
    if different:
        raise ValueError(f"not the weights of this model: {', '.join(sorted(different))}")


def _torch(model, weights, images):
    import torch

    def logits(images):
        with torch.no_grad():
            return np.asarray(model(images).cpu())

    model.eval()
    logits(images)
    _check_names(model.state_dict(), weights)
    model.load_state_dict({name: torch.tensor(array) for name, array in weights.items()})
    return logits


def _mxnet(model, weights, images):
    import mxnet

    model(images)
    parameters = model._collect_params_with_prefix()
    _check_names(parameters, weights)
    for name, parameter in parameters.items():
        parameter.set_data(mxnet.np.array(weights[name], dtype=parameter.dtype))
    return lambda images: np.asarray(model(images).asnumpy())


def _keras(model, weights, images):
    from ninbook.runtime.tensorflow.state import named

    model.training = False
    model(images)
    variables = named(model)
    _check_names(variables, weights)
    for name, variable in variables.items():
        variable.assign(weights[name])
    return lambda images: np.asarray(model(images))


def _jax(model, weights, images):
    import jax

    trained = model.clone(training=False) if hasattr(model, "training") else model
    variables = dict(trained.init(jax.random.key(0), images))
    # As in the trainer's state, from which the weights are taken.
    parts = (variables.pop("params", {}), variables.pop("batch_stats", {}))
    paths, structure = jax.tree.flatten_with_path(parts)
    names = [jax.tree_util.keystr(path[1:], simple=True, separator=".") for path, _ in paths]
    _check_names(names, weights)
    params, statistics = jax.tree.unflatten(structure, [weights[name] for name in names])
    held = {"params": params, **({"batch_stats": statistics} if statistics else {})}
    apply = jax.jit(trained.apply)
    return lambda images: np.asarray(apply(held, images))
