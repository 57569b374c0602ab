import tensorflow as tf
from d2l import tensorflow as d2l


class Dead(d2l.Classifier):
    def __init__(self, lr):
        super().__init__()
        self.save_hyperparameters()
        layers = tf.keras.layers
        self.net = tf.keras.Sequential(
            [layers.Flatten(), layers.Dense(10, kernel_initializer="zeros")]
        )


model = Dead(lr=0.0)
data = d2l.FashionMNIST(batch_size=64)
data.train, data.val = ([part[:192] for part in images] for images in (data.train, data.val))
