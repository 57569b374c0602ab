"""Runs in a kernel: how many test images trained weights get right, as the page counts it."""

import importlib
from itertools import islice

import numpy as np
from classifiers import classifier

MODULES = {
    "pytorch": ("torch", "TorchState"),
    "mxnet": ("mxnet", "MxnetState"),
    "tensorflow": ("tensorflow", "KerasState"),
    "jax": ("jax", "JaxState"),
}


def state_of(tab):
    """Returns an object of the class that knows this framework's trainings."""
    _, name = MODULES[tab]
    return getattr(importlib.import_module(f"ninbook.runtime.{tab}.state"), name)()


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
    d2l = importlib.import_module(f"d2l.{MODULES[tab][0]}")
    loader = iter(d2l.FashionMNIST(batch_size, resize=(side, side)).val_dataloader())
    classify = None
    for images, labels in islice(loader, batches):
        if classify is None:
            classify = classifier(tab, model, weights, images)
        labels = labels.asnumpy() if tab == "mxnet" else np.asarray(labels)
        yield classify(images).argmax(axis=1), labels
