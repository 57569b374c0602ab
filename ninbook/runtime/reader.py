"""A reader's own kernel: mends take effect at once, and training runs may be cut short."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import wraps
from importlib import import_module
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

_GPUS = ("/dev/nvidia0", "/dev/nvidiactl")
_limit: int | None = None


def _import_in(name: str, context: Callable[[], AbstractContextManager[None]]) -> None:
    with context():
        import_module(name)


AT_ONCE = SimpleNamespace(
    before=lambda name, mend: mend(),
    around=_import_in,
    after=lambda name, mend: mend(import_module(name)),
)
"""Runs mends as `ninbook.runtime.imports` does, but imports the modules at once."""


class FirstBatches:
    """The first minibatches of each pass of a loader, at most ``limit`` of them; None for all."""

    def __init__(self, loader: Any, limit: int | None) -> None:
        self._loader, self._limit = loader, limit
        if limit is not None and hasattr(loader, "num_workers"):
            loader.num_workers = 0  # starting some takes longer than few batches do

    def __len__(self) -> int:
        return len(self._loader) if self._limit is None else min(self._limit, len(self._loader))

    def __iter__(self) -> Iterator[Any]:
        return islice(iter(self._loader), len(self))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # a copy asks before it has a loader
            raise AttributeError(name)
        return getattr(self._loader, name)


def keep_short(data: Any, limit: int | None) -> None:
    """Let evaluations see no more of the data than a training's validation does."""
    whole = type(data).val_dataloader
    data.val_dataloader = lambda: (loader := whole(data)) and FirstBatches(loader, limit)


def choose(length: str, batches: int) -> str:
    """Choose how long training runs are from now on; return "full" or "quick".

    A quick one has so many batches per epoch; "auto" is full on a GPU and quick on a CPU. The
    environment's ``NINBOOK_PROFILE``, if it is set, has the last word.
    """
    global _limit
    length = os.environ.get("NINBOOK_PROFILE") or length
    if length not in ("full", "quick"):
        length = "full" if any(Path(device).exists() for device in _GPUS) else "quick"
    _limit = batches if length == "quick" else None
    return length


def shorten(d2l: Any) -> None:
    """Let training runs keep to what was chosen."""
    prepare_data = d2l.Trainer.prepare_data

    @wraps(prepare_data)
    def prepare_shortened(self: Any, data: Any) -> None:
        keep_short(data, _limit)
        prepare_data(self, data)
        self.train_dataloader = FirstBatches(self.train_dataloader, _limit)
        self.num_train_batches = len(self.train_dataloader)

    d2l.Trainer.prepare_data = prepare_shortened
