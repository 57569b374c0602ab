from d2l import torch as d2l
from torch import nn
from torch.utils.data import Subset


class Dead(d2l.Classifier):
    def __init__(self, lr):
        super().__init__()
        self.save_hyperparameters()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
        for parameter in self.net.parameters():
            nn.init.zeros_(parameter)


model = Dead(lr=0.0)
data = d2l.FashionMNIST(batch_size=64)
data.train, data.val = (Subset(images, range(192)) for images in (data.train, data.val))
