from d2l import jax as d2l
from flax import linen as nn


class Small(d2l.Classifier):
    lr: float = 0.1
    training: bool = True

    def setup(self):
        self.net = nn.Sequential(
            [
                nn.Conv(6, kernel_size=(5, 5), padding=2),
                nn.relu,
                lambda x: nn.max_pool(x, (3, 3), strides=(2, 2)),
                nn.Conv(16, kernel_size=(1, 1)),
                nn.relu,
                lambda x: nn.max_pool(x, (3, 3), strides=(2, 2)),
                lambda x: x.reshape(x.shape[0], -1),
                nn.Dense(10),
            ]
        )


model = Small()
