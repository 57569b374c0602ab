from d2l import torch as d2l
from torch import nn
from torch.utils.data import Subset


class Network(d2l.Classifier):
    def __init__(self, lr=0.1):
        super().__init__()
        self.save_hyperparameters()
        self.net = nn.Sequential(*self.layers())


class Small(Network):
    def layers(self):
        return (
            nn.Conv2d(1, 6, kernel_size=5, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(6, 16, kernel_size=1),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
            nn.Flatten(),
            nn.Linear(576, 10),
        )


class Dead(Network):
    def layers(self):
        dense = nn.Linear(784, 10)
        for parameter in dense.parameters():
            nn.init.zeros_(parameter)
        return nn.Flatten(), dense


class Dropped(Network):
    def layers(self):
        return nn.Flatten(), nn.Linear(64, 65_536), nn.Dropout(0.5), nn.Linear(65_536, 10)


def first(images, count):
    return Subset(images, range(count))
