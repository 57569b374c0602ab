"""Mends for d2l.tensorflow on Keras 3."""

from __future__ import annotations

from typing import Any

import numpy as np

from ninbook.dataset import fashion_mnist
from ninbook.runtime import imports
from ninbook.runtime.quiet import hushed_start
from ninbook.runtime.seeds import seed_keras
from ninbook.runtime.training import follow_trainings
from ninbook.settings import seed_of_environment


def read_the_shared_cache(datasets: Any) -> None:
    """Lets Keras read Fashion-MNIST from the one cache; Keras keeps a copy of its own."""
    datasets.load_data = lambda: (fashion_mnist.load("train"), fashion_mnist.load("test"))


def uncover_loss(d2l: Any) -> None:
    """Takes away the attribute ``loss`` that Keras 3.0 and newer set on every model.

    It is None until ``compile`` is called and hides d2l's method of the same name.
    """
    initialise = d2l.Module.__init__

    # Without functools.wraps: Keras compares the signature with what it may pass on.
    def initialise_and_uncover(self: Any, *args: Any, **kwargs: Any) -> None:
        initialise(self, *args, **kwargs)
        if "loss" in vars(self) and self.__dict__["loss"] is None:
            del self.loss

    d2l.Module.__init__ = initialise_and_uncover


def shuffle_examples(d2l: Any) -> None:
    """Shuffles the small examples before they are batched and resized.

    d2l 1.0.3 shuffles batches after resizing them: at 224 pixels it fills a buffer of 12.5 GiB
    before the first batch comes, and a batch never changes its members.
    """

    def get_dataloader(self: Any, train: bool) -> Any:
        import tensorflow as tf

        images, labels = self.train if train else self.val

        def process(batch: Any, answers: Any) -> Any:
            scaled = tf.cast(batch[..., None], tf.float32) / 255
            return tf.image.resize_with_pad(scaled, *self.resize), tf.cast(answers, tf.int32)

        examples = tf.data.Dataset.from_tensor_slices((images, labels))
        if train:
            examples = examples.shuffle(len(labels), seed=seed_of_environment())
        return examples.batch(self.batch_size).map(process, num_parallel_calls=1).prefetch(1)

    d2l.FashionMNIST.get_dataloader = get_dataloader


def count_parameters(trainer: Any, model: Any) -> int:
    """Returns the number of trainable parameters of a Keras model."""
    return int(sum(np.prod(weight.shape) for weight in model.trainable_variables))


def register() -> None:
    """Registers this module's mends."""
    imports.around("tensorflow", hushed_start)
    imports.after("tensorflow", seed_keras)
    imports.after("keras.src.datasets.fashion_mnist", read_the_shared_cache)
    imports.after("d2l.tensorflow", uncover_loss)
    imports.after("d2l.tensorflow", shuffle_examples)
    imports.after(
        "d2l.tensorflow", lambda d2l: follow_trainings(d2l, "tensorflow", count_parameters)
    )
