"""Data that books train on."""

from __future__ import annotations

from collections.abc import Mapping


def digests() -> Mapping[str, str]:
    """Return the digests of the data sets by their names in ``config.ini``."""
    from ninbook.dataset.fashion_mnist import DIGEST  # it imports NumPy

    return {"fashion-mnist": DIGEST}
