from functools import wraps

import tensorflow as tf
from d2l import tensorflow as d2l
from exchange import LEARNING_RATE, SEED, Measured, batches, data_module, network, same_weights

HWIO = (3, 2, 0, 1)
measured = Measured()


class Watched(network()):
    def plot(self, key, value, train):
        measured.plot(key, value, train)

    def configure_optimizers(self):
        optimizer = super().configure_optimizers()
        apply = optimizer.apply_gradients

        def keep_and_apply(pairs):
            self.gradients, variables = zip(*pairs, strict=True)
            return apply(zip(self.gradients, variables, strict=True))

        optimizer.apply_gradients = keep_and_apply
        return optimizer


def tensors(name):
    return [
        (tf.constant(images[..., None]), tf.constant(labels)) for images, labels in batches(name)
    ]


Batches = data_module(d2l.DataModule, tensors)


def numbered(arrays):
    return {str(number): array.numpy() for number, array in enumerate(arrays)}


def new_model():
    tf.keras.utils.set_random_seed(SEED)  # dropout draws its own seed when it is made
    model = Watched(lr=LEARNING_RATE)
    model(tf.zeros((1, 112, 112, 1)))
    variables = model.trainable_variables
    made = same_weights({str(i): tuple(each.shape) for i, each in enumerate(variables)}, HWIO)
    for variable, array in zip(variables, made.values(), strict=True):
        variable.assign(array)
    return model


def keep_output(index, layer):
    call = layer.call

    @wraps(call)
    def call_and_keep(*args, **kwargs):
        output = call(*args, **kwargs)
        name = f"{index} {type(layer).__name__}"
        measured.fast[f"layer {index} is in a graph"] = not tf.executing_eagerly()
        tf.py_function(lambda array: measured.keep("layer", name, array.numpy()), [output], [])
        return output

    layer.call = call_and_keep


def fit(model, data, epochs=1):
    trainer = d2l.Trainer(max_epochs=epochs)
    trainer.fit(model, data)
    return {
        "a graph computes the gradients": "_loss_and_gradients" in vars(trainer),
        "a graph computes the validation": "_compiled_call" in vars(trainer),
    }


def measure_first_step():
    model = new_model()
    for index, layer in enumerate(model.net.layers):
        keep_output(index, layer)
    fit(model, Batches(train="eight"))
    measured.keep_curves("first step")
    measured.keep_all("gradient", numbered(model.gradients))


def measure_training():
    model = new_model()
    measured.keep_all("before", numbered(model.trainable_variables))
    measured.fast.update(fit(model, Batches(train="train", val="val"), epochs=2))
    measured.keep_curves("curve")
    measured.keep_all("after", numbered(model.trainable_variables))


def measure_with_gpu():
    tf.config.list_physical_devices = lambda kind=None: [kind]
    measured.fast_with_gpu.update(fit(new_model(), Batches(train="eight", val="eight")))


images, labels = next(iter(d2l.FashionMNIST(8, resize=(112, 112)).val_dataloader()))
measured.keep_all("batch", {"images": images.numpy(), "labels": labels.numpy()})
measure_first_step()
measure_training()
measure_with_gpu()
measured.save()
