from d2l import mxnet as d2l
from mxnet import init, npx
from mxnet.gluon import nn

npx.set_np()


class Small(d2l.Classifier):
    def __init__(self, lr=0.1):
        super().__init__()
        self.save_hyperparameters()
        self.net = nn.Sequential()
        self.net.add(
            nn.Conv2D(6, kernel_size=5, padding=2, activation="relu"),
            nn.MaxPool2D(3, strides=2),
            nn.Conv2D(16, kernel_size=1, activation="relu"),
            nn.MaxPool2D(3, strides=2),
            nn.Dense(10),
        )
        self.net.initialize(init.Xavier())


model = Small()
