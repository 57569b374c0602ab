"""Fashion-MNIST from the mirrors that the frameworks use."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import Any

import numpy as np

# Those that the frameworks use.
MIRRORS = (
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    "https://apache-mxnet.s3-accelerate.dualstack.amazonaws.com/gluon/dataset/fashion-mnist/",
)
# Of the decompressed files, since every distributor compresses them anew.
DIGESTS = {
    "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}
FOLDER = Path("../data/FashionMNIST/raw")  # where PyTorch's edition of d2l has them


def load_fashion_mnist(split: str) -> Any:
    """Return images, uint8 of shape (examples, 28, 28), and labels of "train" or "test"."""
    part = {"train": "train", "test": "t10k"}[split]
    images = np.frombuffer(_read(f"{part}-images-idx3-ubyte"), np.uint8, offset=16)
    labels = np.frombuffer(_read(f"{part}-labels-idx1-ubyte"), np.uint8, offset=8)
    return images.reshape(-1, 28, 28), labels


def _read(name: str) -> bytes:
    from urllib.request import urlopen

    kept = FOLDER / name
    for source in (kept.absolute().as_uri(), *(f"{mirror}{name}.gz" for mirror in MIRRORS)):
        try:
            with urlopen(source, timeout=20) as answer:
                content: bytes = answer.read()
            content = gzip.decompress(content) if source.endswith(".gz") else content
        except Exception:  # whatever is wrong with it, the next may be right
            continue
        if hashlib.sha256(content).hexdigest() == DIGESTS[name]:
            if source.endswith(".gz"):
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(content)
            return content
    raise RuntimeError(f"No mirror has {name}. Is there a connection to the internet?")
