"""Builds a network in Gluon, layer by layer, and measures it."""

from mxnet import autograd, gluon, init, np, npx
from mxnet.gluon import nn
from resident import peak_of

npx.set_np()


def mean():
    layers = nn.HybridSequential()
    layers.add(nn.GlobalAvgPool2D(), nn.Flatten())
    return layers


def layer_of(kind, window=1, stride=1, padding=0, channels=1, units=1, percent=50):
    return {
        "Convolution": lambda: nn.Conv2D(channels, window, stride, padding),
        "Pooling max": lambda: nn.MaxPool2D(window, stride, padding),
        "Pooling average": lambda: nn.AvgPool2D(window, stride, padding),
        "Relu": lambda: nn.Activation("relu"),
        "Dropout": lambda: nn.Dropout(percent / 100),
        "GlobalAveragePooling": mean,
        "Flattening": nn.Flatten,
        "Dense": lambda: nn.Dense(units),
    }[kind]()


def build(layers):
    net = nn.HybridSequential()
    net.add(*(layer_of(**layer) for layer in layers))
    net.initialize(init.Xavier())
    return net


def count(layers, channels, size):
    """Shapes as one image goes through, and parameters."""
    net = build(layers)
    x = np.zeros((1, channels, size, size))
    shapes = []
    for layer in net:
        x = layer(x)
        shapes.append(list(x.shape[1:]))
    parameters = net.collect_params().values()
    return {"shapes": shapes, "parameters": sum(p.data().size for p in parameters)}


def resident(layers, channels, size, batches, training):
    """Peaks of the process's memory in a prediction or a step, for each size of a batch."""
    net = build(layers)
    entropy = gluon.loss.SoftmaxCrossEntropyLoss()

    def run(batch):
        x, y = np.random.uniform(size=(batch, channels, size, size)), np.zeros(batch)
        if not training:
            return net(x).asnumpy()
        with autograd.record():
            loss = entropy(net(x), y)
        loss.backward()
        return npx.waitall()

    return [peak_of(lambda batch=batch: run(batch)) for batch in batches]
