import tensorflow as tf
from d2l import tensorflow as d2l

layers = tf.keras.layers


class Network(d2l.Classifier):
    def __init__(self, lr=0.1):
        super().__init__()
        self.save_hyperparameters()
        self.net = tf.keras.Sequential(self.parts())


class Small(Network):
    def parts(self):
        return [
            layers.Conv2D(6, kernel_size=5, padding="same", activation="relu"),
            layers.MaxPool2D(3, strides=2),
            layers.Conv2D(16, kernel_size=1, activation="relu"),
            layers.MaxPool2D(3, strides=2),
            layers.Flatten(),
            layers.Dense(10),
        ]


class Dead(Network):
    def parts(self):
        return [layers.Flatten(), layers.Dense(10, kernel_initializer="zeros")]


class Dropped(Network):
    def parts(self):
        hidden = [layers.Input((8, 8, 1)), layers.Flatten(), layers.Dense(65_536)]
        return [*hidden, layers.Dropout(0.5), layers.Dense(10)]

    def forward(self, X):
        return self.net(X, training=self.training)


def first(images, count):
    return [part[:count] for part in images]
