import inspect
import math

import tensorflow as tf
from d2l import tensorflow as d2l

from tests.runtime.mended.loading import check_loading


def test_fashion_mnist_comes_soon_small_and_shuffled():
    check_loading(d2l)


def test_loss_is_the_method_of_d2l():
    model = d2l.Classifier()
    assert inspect.ismethod(model.loss)
    loss = float(model.loss(tf.zeros((4, 10)), tf.constant([0, 1, 2, 3])))
    assert math.isclose(loss, math.log(10), rel_tol=1e-6)
    assert d2l.Classifier(plot_train_per_epoch=5).plot_train_per_epoch == 5


def test_models_of_keras_keep_their_loss():
    compiled = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    compiled.compile(loss="mse")
    assert compiled.loss == "mse"
