import inspect
import resource
import time
import zlib
from collections import Counter

import numpy as np
import tensorflow as tf
from d2l import tensorflow as d2l

from ninbook.dataset import fashion_mnist


def mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def examples(batches):
    for images, labels in batches:
        pixels = np.round(images.numpy() * 255).astype(np.uint8)
        yield [(zlib.crc32(image), int(label)) for image, label in zip(pixels, labels, strict=True)]


model = d2l.Classifier()
facts = {
    "loss_is_method": inspect.ismethod(model.loss),
    "loss": float(model.loss(tf.zeros((4, 10)), tf.constant([0, 1, 2, 3]))),
    "keyword": d2l.Classifier(plot_train_per_epoch=5).plot_train_per_epoch,
}
compiled = tf.keras.Sequential([tf.keras.layers.Dense(1)])
compiled.compile(loss="mse")
facts["keras_loss"] = compiled.loss

before, start = mib(), time.monotonic()
batch, labels = next(iter(d2l.FashionMNIST(128, resize=(224, 224)).train_dataloader()))
facts["first_batch_seconds"] = time.monotonic() - start
facts["first_batch_mib"] = mib() - before
facts["first_batch"] = [list(batch.shape), batch.dtype.name, labels.dtype.name]

data = d2l.FashionMNIST(batch_size=128, resize=(28, 28))
loader = data.train_dataloader()
facts["batches"] = [len(loader), len(data.val_dataloader())]
passes = [list(examples(loader)) for _ in range(2)]
facts["batch_sizes"] = sorted({len(batch) for batch in passes[0]})
facts["members_change"] = set(passes[0][0]) != set(passes[1][0])
images, labels = fashion_mnist.load("train")
every = Counter((zlib.crc32(i), int(label)) for i, label in zip(images, labels, strict=True))
facts["examples_kept"] = [Counter(e for batch in p for e in batch) == every for p in passes]
order = [label for batch in examples(data.val_dataloader()) for _, label in batch]
facts["validation_in_order"] = order == fashion_mnist.load("test")[1].tolist()
