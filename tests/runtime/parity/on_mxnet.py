import mxnet
from d2l import mxnet as d2l
from exchange import LEARNING_RATE, SEED, Measured, batches, data_module, network, same_weights
from mxnet import np

OIHW = (0, 1, 2, 3)
measured = Measured()


class Watched(network()):
    keeps_layers = False

    def plot(self, key, value, train):
        measured.plot(key, value.item(), train)

    def training_step(self, batch):
        if self.keeps_layers:
            maps = batch[0]
            for index, layer in enumerate(self.net):
                maps = layer(maps)
                measured.keep("layer", f"{index} {type(layer).__name__}", maps.asnumpy())
        loss = super().training_step(batch)
        flags = dict(self.net._flags)
        self.speeds = {
            "one graph computes the network": self.net._cached_op is not None,
            "its memory is static": bool(flags.get("static_alloc") and flags.get("static_shape")),
        }
        return loss


def arrays(name):
    return [(np.array(images[:, None]), np.array(labels)) for images, labels in batches(name)]


Batches = data_module(d2l.DataModule, arrays)


def parameters(model):
    return model._collect_params_with_prefix()


def values(model):
    return {name: parameter.data().asnumpy() for name, parameter in parameters(model).items()}


def new_model():
    model = Watched(lr=LEARNING_RATE)
    model(np.zeros((1, 1, 112, 112)))
    made = same_weights({name: array.shape for name, array in values(model).items()}, OIHW)
    for name, parameter in parameters(model).items():
        parameter.set_data(np.array(made[name]))
    return model


def fit(model, data, epochs=1, gpus=()):
    trainer = d2l.Trainer(max_epochs=epochs)
    trainer.gpus = list(gpus)
    mxnet.random.seed(SEED)  # dropout draws the same masks in a graph as without one
    trainer.fit(model, data)


def measure_first_step():
    model = new_model()
    model.keeps_layers = True
    fit(model, Batches(train="eight"))
    measured.keep_curves("first step")
    gradients = {name: each.grad().asnumpy() for name, each in parameters(model).items()}
    measured.keep_all("gradient", gradients)


def measure_training():
    model = new_model()
    measured.keep_all("before", values(model))
    fit(model, Batches(train="train", val="val"), epochs=2)
    measured.keep_curves("curve")
    measured.keep_all("after", values(model))
    measured.fast.update(model.speeds)


def measure_with_gpu():
    model = new_model()
    fit(model, Batches(train="eight"), gpus=[mxnet.cpu()])
    measured.fast_with_gpu.update(model.speeds)


images, labels = next(iter(d2l.FashionMNIST(8, resize=(112, 112)).val_dataloader()))
measured.keep_all("batch", {"images": images.asnumpy(), "labels": labels.asnumpy()})
measure_first_step()
measure_training()
measure_with_gpu()
measured.save()
