"""How many processes load data."""

from __future__ import annotations

from typing import Any

from ninbook.runtime.device import cores


def match_workers_to_cores(d2l: Any) -> None:
    """Starts as many loader workers as there are cores, four at most.

    d2l 1.0.3 starts four whatever the machine; PyTorch 1.7 and newer warn when that is too many,
    and the surplus takes time from the training.
    """
    root, _ = d2l.DataModule.__init__.__defaults__
    d2l.DataModule.__init__.__defaults__ = (root, min(4, cores()))
