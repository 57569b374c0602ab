"""Trainings in a reader's own kernel: in full, or cut short to see that everything runs.

Notebooks for Colab and Studio Lab carry this module. It keeps no checkpoints and reports nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from ninbook.runtime import imports
from ninbook.runtime.watched_loader import WatchedLoader
from ninbook.settings import (
    AUTOMATIC,
    FULL,
    PROFILES,
    QUICK,
    Profile,
    profile_of_environment,
)

_D2L = ("d2l.torch", "d2l.mxnet", "d2l.tensorflow", "d2l.jax")
_GPUS = ("/dev/nvidia0", "/dev/nvidiactl")
_chosen = AUTOMATIC
_registered = False


def choose(length: str) -> str:
    """Choose how long trainings are from now on.

    Args:
        length: "full", "quick", or "auto" for a full training on a GPU and a quick one on a CPU.
            The environment's ``NINBOOK_PROFILE``, if it is set, has the last word.

    Returns:
        The name of the profile that is in force: "full" or "quick".
    """
    global _chosen
    gpu = any(Path(device).exists() for device in _GPUS)
    _chosen = length if length in PROFILES else (FULL if gpu else QUICK).name
    return _profile().name


def register() -> None:
    """Let d2l's trainings keep to what was chosen; once, however often a cell is run."""
    global _registered
    if _registered:
        return
    _registered = True
    for name in _D2L:
        imports.after(name, _shorten)


def _shorten(d2l: ModuleType) -> None:
    prepare_data = d2l.Trainer.prepare_data

    @wraps(prepare_data)
    def prepare_shortened(self: Any, data: Any) -> None:
        prepare_data(self, data)
        for phase, limit in _limits(_profile()):
            loader = getattr(self, f"{phase}_dataloader")
            if loader is not None:
                shortened = WatchedLoader(loader, limit, phase, _Unwatched())
                setattr(self, f"{phase}_dataloader", shortened)
                setattr(self, f"num_{phase}_batches", len(shortened))

    d2l.Trainer.prepare_data = prepare_shortened


def _profile() -> Profile:
    return profile_of_environment() or PROFILES.get(_chosen, FULL)


def _limits(profile: Profile) -> Iterator[tuple[str, int]]:
    for phase, limit in (("train", profile.train_batches), ("val", profile.val_batches)):
        if limit is not None:
            yield phase, limit


class _Unwatched:
    """See `ninbook.runtime.watched_loader.Watch`."""

    def begin(self, phase: str) -> int:
        return 0

    def before(self, phase: str, index: int, batch: Any) -> None:
        pass

    def end(self, phase: str, count: int) -> None:
        pass
