import tensorflow as tf
from d2l import tensorflow as d2l


class Small(d2l.Classifier):
    def __init__(self, lr=0.1):
        super().__init__()
        self.save_hyperparameters()
        layers = tf.keras.layers
        self.net = tf.keras.Sequential(
            [
                layers.Conv2D(6, kernel_size=5, padding="same", activation="relu"),
                layers.MaxPool2D(3, strides=2),
                layers.Conv2D(16, kernel_size=1, activation="relu"),
                layers.MaxPool2D(3, strides=2),
                layers.Flatten(),
                layers.Dense(10),
            ]
        )


model = Small()
