"""Follows every training: caps it to the profile, times it, and reports its numbers."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from functools import wraps
from itertools import islice
from types import ModuleType
from typing import Any

from ninbook.frameworks import BY_TAB
from ninbook.runtime.channel import report_progress, report_result
from ninbook.runtime.device import device_name
from ninbook.settings import FULL, Profile, profile_of_environment, seed_of_environment

CountParameters = Callable[[Any, Any], int]
_SECONDS_BETWEEN_REPORTS = 0.5


class WatchedLoader:
    """A data loader that stops after a given number of minibatches and says how far it is.

    Args:
        loader: the framework's loader; anything with ``len`` that can be iterated repeatedly.
        limit: minibatches at most per pass; None for all.
        watch: called with the number of minibatches handed out and whether the pass is over.
    """

    def __init__(self, loader: Any, limit: int | None, watch: Callable[[int, bool], None]) -> None:
        self._loader = loader
        self._limit = limit
        self._watch = watch

    def __len__(self) -> int:
        return len(self._loader) if self._limit is None else min(self._limit, len(self._loader))

    def __iter__(self) -> Iterator[Any]:
        count = 0
        for count, batch in enumerate(islice(iter(self._loader), len(self)), start=1):
            self._watch(count - 1, False)
            yield batch
        self._watch(count, True)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # a copy asks before it has a loader
            raise AttributeError(name)
        return getattr(self._loader, name)


class Follower:
    """Keeps time and count for one trainer.

    Args:
        trainer: the d2l Trainer, whose loaders are replaced by watched ones.
        profile: the profile in force.
    """

    def __init__(self, trainer: Any, profile: Profile) -> None:
        self.trainer = trainer
        self.epoch_seconds: list[float] = []
        self.steps = 0
        self._profile = profile
        self._start: float | None = None
        self._passed = False
        self._next_report = 0.0
        trainer.train_dataloader = WatchedLoader(
            trainer.train_dataloader, profile.train_batches, self._on_train
        )
        trainer.num_train_batches = len(trainer.train_dataloader)
        if trainer.val_dataloader is not None:
            trainer.val_dataloader = WatchedLoader(
                trainer.val_dataloader, profile.val_batches, self._on_val
            )
            trainer.num_val_batches = len(trainer.val_dataloader)

    def finish(self) -> None:
        """Closes the last epoch."""
        self._close_epoch()
        self._report(0, "train", at_once=True)

    def _close_epoch(self) -> None:
        # d2l's JAX trainer draws one minibatch before the first epoch, to learn its shape; a pass
        # that was not finished is no epoch.
        if self._start is not None and self._passed:
            self.epoch_seconds.append(time.monotonic() - self._start)
        self._start, self._passed = None, False

    def _on_train(self, count: int, over: bool) -> None:
        if count == 0:
            self._close_epoch()
            self._start = time.monotonic()
        if over:
            self.steps += count
            self._passed = True
        self._report(count, "train", at_once=count == 0)

    def _on_val(self, count: int, over: bool) -> None:
        self._report(count, "val", at_once=over)

    def _report(self, batch: int, phase: str, at_once: bool = False) -> None:
        now = time.monotonic()
        if not at_once and now < self._next_report:
            return
        self._next_report = now + _SECONDS_BETWEEN_REPORTS
        trainer = self.trainer
        batches = trainer.num_train_batches if phase == "train" else trainer.num_val_batches
        report_progress(len(self.epoch_seconds), trainer.max_epochs, batch, batches, phase)


def follow_trainings(d2l: ModuleType, tab: str, count_parameters: CountParameters) -> None:
    """Wraps ``d2l.Trainer`` so that trainings are capped, timed and reported.

    Does nothing in a kernel that no executor started.

    Args:
        d2l: the d2l module of the framework.
        tab: the framework's tab.
        count_parameters: returns the number of trainable parameters of (trainer, model).
    """
    profile = profile_of_environment()
    if profile is None:
        return
    prepare_data, fit = d2l.Trainer.prepare_data, d2l.Trainer.fit

    @wraps(prepare_data)
    def prepare_data_and_follow(self: Any, data: Any) -> None:
        prepare_data(self, data)
        self._follower = Follower(self, profile)

    @wraps(fit)
    def fit_and_report(self: Any, model: Any, data: Any, *args: Any, **kwargs: Any) -> Any:
        returned = fit(self, model, data, *args, **kwargs)
        follower = getattr(self, "_follower", None)
        if follower is not None:
            follower.finish()
            report_result(_result(follower, model, tab, profile, count_parameters))
        return returned

    d2l.Trainer.prepare_data = prepare_data_and_follow
    d2l.Trainer.fit = fit_and_report


def _result(
    follower: Follower, model: Any, tab: str, profile: Profile, count_parameters: CountParameters
) -> dict[str, Any]:
    trainer = follower.trainer
    curves = {
        label: [[float(point.x), float(point.y)] for point in line]
        for label, line in getattr(model.board, "data", {}).items()
    }
    final = {label: line[-1][1] for label, line in curves.items() if line}
    finite = all(math.isfinite(y) for line in curves.values() for _, y in line)
    return {
        "model": type(model).__name__,
        "framework": BY_TAB[tab].title,
        "profile": profile.name,
        "complete": profile == FULL,
        "seed": seed_of_environment(),
        "parameters": count_parameters(trainer, model),
        "epochs": len(follower.epoch_seconds),
        "steps": follower.steps,
        "train_batches": trainer.num_train_batches,
        "val_batches": trainer.num_val_batches,
        "learning_rate": float(model.lr) if hasattr(model, "lr") else None,
        "seconds_per_epoch": sum(follower.epoch_seconds) / max(1, len(follower.epoch_seconds)),
        "finite": finite,
        "final": final,
        "curves": curves,
        "device": device_name(tab, getattr(trainer, "gpus", ())),
    }
