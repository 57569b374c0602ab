"""Fashion-MNIST as d2l loads it where its own loaders shuffle too late: TensorFlow and JAX."""

import resource
import time
import zlib
from collections import Counter

import numpy as np

from ninbook.dataset import fashion_mnist


def mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def examples(batches):
    for images, labels in batches:
        pixels = np.round(np.asarray(images) * 255).astype(np.uint8)
        yield [(zlib.crc32(image), int(label)) for image, label in zip(pixels, labels, strict=True)]


def check_loading(d2l):
    """Checks the module's data loaders, in a kernel that has loaded no images yet."""
    before, start = mib(), time.monotonic()
    batch, labels = next(iter(d2l.FashionMNIST(128, resize=(224, 224)).train_dataloader()))
    seconds, grown = time.monotonic() - start, mib() - before
    assert seconds < 15, seconds
    assert grown < 600, grown
    kinds = list(batch.shape), batch.dtype.name, labels.dtype.name
    assert kinds == ([128, 224, 224, 1], "float32", "int32"), kinds

    data = d2l.FashionMNIST(batch_size=128, resize=(28, 28))
    loader = data.train_dataloader()
    assert (len(loader), len(data.val_dataloader())) == (469, 79)
    passes = [list(examples(loader)) for _ in range(2)]
    assert {len(batch) for batch in passes[0]} == {96, 128}
    assert set(passes[0][0]) != set(passes[1][0])  # batches change their members
    images, labels = fashion_mnist.load("train")
    every = Counter((zlib.crc32(i), int(label)) for i, label in zip(images, labels, strict=True))
    assert all(Counter(e for batch in one for e in batch) == every for one in passes)
    order = [label for batch in examples(data.val_dataloader()) for _, label in batch]
    assert order == fashion_mnist.load("test")[1].tolist()
