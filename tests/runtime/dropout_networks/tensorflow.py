import tensorflow as tf
from d2l import tensorflow as d2l


class Dropped(d2l.Classifier):
    def __init__(self, lr):
        super().__init__()
        self.save_hyperparameters()
        layers = tf.keras.layers
        self.net = tf.keras.Sequential(
            [
                layers.Input((8, 8, 1)),
                layers.Flatten(),
                layers.Dense(65_536),
                layers.Dropout(0.5),
                layers.Dense(10),
            ]
        )

    def forward(self, X):
        return self.net(X, training=self.training)


model = Dropped(lr=1e-5)
