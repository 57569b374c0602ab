#!/usr/bin/env python3
"""Draw the test images of Fashion-MNIST that the live network of the site starts from.

    python img/fashion_mnist.py static/live

The first four test images of each of the ten classes, a column for each class,
as one grey PNG, and their numbers and labels as JSON.  Fashion-MNIST is
under the MIT licence, (c) 2017 Zalando SE.
"""

import json
import struct
import sys
import zlib
from pathlib import Path

import numpy as np

from ninbook.dataset.fashion_mnist import IMAGE_SIDE, load

CLASSES = 10
EACH, COLUMNS = 4, CLASSES
FIRST = {"index": 8, "percent": 40}  # a sandal whose averages change least when it moves by a cell


def choose(labels):
    """The numbers of the first images of each class, first those that come first in theirs."""
    firsts = [np.flatnonzero(labels == label)[:EACH] for label in range(CLASSES)]
    return [int(found[place]) for place in range(EACH) for found in firsts]


def sheet(images):
    """Images side by side, in rows."""
    rows = images.reshape(-1, COLUMNS, IMAGE_SIDE, IMAGE_SIDE).swapaxes(1, 2)
    return rows.reshape(-1, COLUMNS * IMAGE_SIDE)


def png(pixels):
    """A grey PNG of 8 bits, without anything that could change its values."""
    height, width = pixels.shape
    lines = b"".join(b"\0" + line.tobytes() for line in pixels)
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0),
        b"IDAT": zlib.compress(lines, 9),
        b"IEND": b"",
    }
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts.items()
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def main(folder):
    images, labels = load("test")
    numbers = choose(labels)
    (folder / "images.png").write_bytes(png(sheet(images[numbers])))
    about = {
        "columns": COLUMNS,
        "side": IMAGE_SIDE,
        "indices": numbers,
        "labels": [int(labels[number]) for number in numbers],
        "first": FIRST,
    }
    (folder / "images.json").write_text(json.dumps(about) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
