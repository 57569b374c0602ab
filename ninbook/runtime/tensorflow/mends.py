"""Mends for d2l.tensorflow on Keras 3."""

from __future__ import annotations

from typing import Any

import numpy as np


def uncover_loss(d2l: Any) -> None:
    """Take away the attribute ``loss`` that Keras 3.0 and newer set on every model.

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
    """Shuffle the small examples before they are batched and resized.

    d2l 1.0.3 shuffles batches after resizing them: at 224 pixels it fills a buffer of 12.5 GiB
    before the first batch comes, and a batch never changes its members. Where a GPU does the
    training, all cores resize, and batches wait for it; they keep their order.
    """

    def get_dataloader(self: Any, train: bool) -> Any:
        import tensorflow as tf

        with tf.device("CPU:0"):  # also where the training is in the scope of a GPU
            return batches_of(self, train)

    def batches_of(self: Any, train: bool) -> Any:
        import tensorflow as tf

        parallel = tf.data.AUTOTUNE if tf.config.list_physical_devices("GPU") else 1
        images, labels = map(tf.constant, self.train if train else self.val)
        count = len(labels)

        def order() -> np.ndarray:
            # NumPy's generator is one whose state a checkpoint can keep.
            return np.random.permutation(count) if train else np.arange(count)

        def process(chosen: Any) -> Any:
            scaled = tf.cast(tf.gather(images, chosen)[..., None], tf.float32) / 255
            resized = tf.image.resize_with_pad(scaled, *self.resize)
            return resized, tf.cast(tf.gather(labels, chosen), tf.int32)

        def one_pass(_: Any) -> Any:
            drawn = tf.ensure_shape(tf.numpy_function(order, [], tf.int64), (count,))
            return tf.data.Dataset.from_tensor_slices(drawn)

        batches = tf.data.Dataset.range(1).flat_map(one_pass).batch(self.batch_size)
        batches = batches.map(process, num_parallel_calls=parallel).prefetch(parallel)
        number = -(-count // self.batch_size)
        return batches.apply(tf.data.experimental.assert_cardinality(number))

    d2l.FashionMNIST.get_dataloader = get_dataloader


def register(imports: Any, seed: int, load: Any = None, stock: bool = False) -> None:
    """Let ``imports`` run the mends; ``stock`` leaves out those that d2l runs without."""
    imports.after("tensorflow", lambda tf: tf.keras.utils.set_random_seed(seed))
    imports.after("d2l.tensorflow", uncover_loss)
    if not stock:
        imports.after("d2l.tensorflow", shuffle_examples)
