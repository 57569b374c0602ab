"""How many processes load data."""

from __future__ import annotations

from typing import Any

from ninbook.runtime.device import cores

_MOST, _MOST_FOR_GPU = 4, 16


def match_workers_to_cores(d2l: Any) -> None:
    """Start as many loader workers as there are cores, but not too many.

    d2l 1.0.3 starts four whatever the machine; PyTorch 1.7 and newer warn when that is too many,
    and the surplus takes time from the training. A GPU leaves the cores to the workers, and four of
    them don't keep up with it. Their number doesn't change what they load.
    """
    root, _ = d2l.DataModule.__init__.__defaults__
    most = _MOST_FOR_GPU if d2l.num_gpus() else _MOST
    d2l.DataModule.__init__.__defaults__ = (root, min(most, cores()))
