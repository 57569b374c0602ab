"""What a kernel sees of Fashion-MNIST as d2l loads it, in TensorFlow and JAX alike."""

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


def facts_of_loading(d2l):
    """Returns the facts about the module's data loaders; asked first, they show what one takes."""
    facts, before, start = {}, mib(), time.monotonic()
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
    return facts
