from d2l import torch as d2l
from torch import nn


class Dropped(d2l.Classifier):
    def __init__(self, lr):
        super().__init__()
        self.save_hyperparameters()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(64, 65_536), nn.Dropout(0.5), nn.Linear(65_536, 10)
        )


model = Dropped(lr=1e-5)
