from d2l import jax as d2l
from flax import linen as nn


class Dropped(d2l.Classifier):
    lr: float
    training: bool = True

    def setup(self):
        self.net = nn.Sequential(
            [
                lambda x: x.reshape(x.shape[0], -1),
                nn.Dense(65_536),
                nn.Dropout(0.5, deterministic=not self.training),
                nn.Dense(10),
            ]
        )


model = Dropped(lr=1e-5)
