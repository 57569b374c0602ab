from d2l import jax as d2l
from flax import linen as nn


class Network(d2l.Classifier):
    lr: float = 0.1
    training: bool = True


class Small(Network):
    def setup(self):
        self.net = nn.Sequential(
            [
                nn.Conv(6, kernel_size=(5, 5), padding=2),
                nn.relu,
                lambda x: nn.max_pool(x, (3, 3), strides=(2, 2)),
                nn.Conv(16, kernel_size=(1, 1)),
                nn.relu,
                lambda x: nn.max_pool(x, (3, 3), strides=(2, 2)),
                flatten,
                nn.Dense(10),
            ]
        )


class Dead(Network):
    def setup(self):
        dense = nn.Dense(10, kernel_init=nn.initializers.zeros)
        self.net = nn.Sequential([flatten, dense])


class Dropped(Network):
    def setup(self):
        dropout = nn.Dropout(0.5, deterministic=not self.training)
        self.net = nn.Sequential([flatten, nn.Dense(65_536), dropout, nn.Dense(10)])


def flatten(x):
    return x.reshape(x.shape[0], -1)


def first(images, count):
    return [part[:count] for part in images]
