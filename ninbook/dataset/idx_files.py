"""The files of Fashion-MNIST by their digests, without what reads them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ninbook.dataset.mirrors import DIGESTS


@dataclass(frozen=True)
class IdxFile:
    """One of the four files: its name, and its decompressed size in bytes."""

    name: str
    size: int

    @property
    def sha256(self) -> str:
        """The digest of what is in it."""
        return DIGESTS[self.name]


FILES = {
    ("train", "images"): IdxFile("train-images-idx3-ubyte", 47_040_016),
    ("train", "labels"): IdxFile("train-labels-idx1-ubyte", 60_008),
    ("test", "images"): IdxFile("t10k-images-idx3-ubyte", 7_840_016),
    ("test", "labels"): IdxFile("t10k-labels-idx1-ubyte", 10_008),
}

DIGEST = hashlib.sha256("".join(file.sha256 for file in FILES.values()).encode()).hexdigest()
"""One digest for the whole dataset, part of every fingerprint."""
