"""Data that books train on."""

from __future__ import annotations

from collections.abc import Mapping

from ninbook.dataset.idx_files import DIGEST


def digests() -> Mapping[str, str]:
    """Return the digests of the data sets by their names in ``config.ini``."""
    return {"fashion-mnist": DIGEST}
