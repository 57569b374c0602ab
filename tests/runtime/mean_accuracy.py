"""Runs in a kernel: how many test images trained weights get right, as the page counts it."""

import importlib

import numpy as np

MODULES = {
    "pytorch": ("torch", "torch_state", "TorchState"),
    "mxnet": ("mxnet", "mxnet_state", "MxnetState"),
    "tensorflow": ("tensorflow", "keras_state", "KerasState"),
    "jax": ("jax", "jax_state", "JaxState"),
}


def state_of(tab):
    """Returns an object of the class that knows this framework's trainings."""
    _, module, name = MODULES[tab]
    return getattr(importlib.import_module(f"ninbook.runtime.{module}"), name)()


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
    d2l = importlib.import_module(f"d2l.{MODULES[tab][0]}")
    loader = iter(d2l.FashionMNIST(batch_size, resize=(side, side)).val_dataloader())
    classify = None
    accuracies = []
    while batches is None or len(accuracies) < batches:
        images, labels = next(loader, (None, None))
        if images is None:
            break
        if classify is None:
            classify = state_of(tab).classifier(model, weights, images)
        labels = labels.asnumpy() if tab == "mxnet" else np.asarray(labels)
        accuracies.append(float((classify(images).argmax(axis=1) == labels).mean()))
    return float(np.mean(accuracies))
