import inspect

import tensorflow as tf
from d2l import tensorflow as d2l

from tests.runtime.mended.loading import facts_of_loading

model = d2l.Classifier()
facts = {
    "loss_is_method": inspect.ismethod(model.loss),
    "loss": float(model.loss(tf.zeros((4, 10)), tf.constant([0, 1, 2, 3]))),
    "keyword": d2l.Classifier(plot_train_per_epoch=5).plot_train_per_epoch,
}
compiled = tf.keras.Sequential([tf.keras.layers.Dense(1)])
compiled.compile(loss="mse")
facts["keras_loss"] = compiled.loss

facts |= facts_of_loading(d2l)
