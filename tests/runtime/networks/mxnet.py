from d2l import mxnet as d2l
from mxnet import init, npx
from mxnet.gluon import nn

npx.set_np()


class Network(d2l.Classifier):
    initializer = init.Xavier()

    def __init__(self, lr=0.1):
        super().__init__()
        self.save_hyperparameters()
        self.net = nn.Sequential()
        self.net.add(*self.layers())
        self.net.initialize(self.initializer)


class Small(Network):
    def layers(self):
        return (
            nn.Conv2D(6, kernel_size=5, padding=2, activation="relu"),
            nn.MaxPool2D(3, strides=2),
            nn.Conv2D(16, kernel_size=1, activation="relu"),
            nn.MaxPool2D(3, strides=2),
            nn.Dense(10),
        )


class Dead(Network):
    initializer = init.Zero()

    def layers(self):
        return (nn.Dense(10),)


class Dropped(Network):
    def layers(self):
        hidden, output = nn.Dense(65_536, in_units=64), nn.Dense(10, in_units=65_536)
        return hidden, nn.Dropout(0.5), output


def first(images, count):
    return images.take(count)
