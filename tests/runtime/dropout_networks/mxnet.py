from d2l import mxnet as d2l
from mxnet import init, npx
from mxnet.gluon import nn

npx.set_np()


class Dropped(d2l.Classifier):
    def __init__(self, lr):
        super().__init__()
        self.save_hyperparameters()
        self.net = nn.Sequential()
        self.net.add(
            nn.Dense(65_536, in_units=64),
            nn.Dropout(0.5),
            nn.Dense(10, in_units=65_536),
        )
        self.net.initialize(init.Xavier())


model = Dropped(lr=1e-5)
