"""Follows one training: caps it, times it, saves checkpoints, and goes on from one."""

import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ninbook.curves import dead_after
from ninbook.runtime.channel import report_note, report_progress
from ninbook.runtime.checkpoint_file import CheckpointFile
from ninbook.runtime.machine import device_name
from ninbook.runtime.reader import FirstBatches
from ninbook.runtime.state import (
    NotResumableError,
    TrainingState,
    Tree,
    board_state,
    curves_of,
    draws_plot,
    python_random_state,
    restore_board,
    set_python_random_state,
)
from ninbook.settings import FULL, Profile

_SECONDS_BETWEEN_REPORTS = 0.5


class Follower:
    """Keeps time and count for one call of ``Trainer.fit``.

    It is told of every minibatch by the trainer's loaders, which it replaces by watched ones. A
    checkpoint is saved before the first minibatch of an epoch, after the last one, and in between
    when it is due. To go on from one, passes that are done hand out nothing, and the pass that was
    cut off draws its order again and begins where the checkpoint was saved.

    A full training that draws a plot is stopped when it is dead (see `ninbook.curves.dead_after`):
    the passes that are left hand out nothing, and the notebook goes on.
    """

    def __init__(
        self,
        trainer: Any,
        state: TrainingState,
        profile: Profile,
        checkpoint: CheckpointFile | None = None,
    ) -> None:
        self.trainer = trainer
        self.epoch_seconds: list[float] = []
        self.steps = 0
        self.resumed = 0
        self.dead = False
        self._stops_when_dead = profile == FULL
        self._earlier_devices: list[str] = []
        self._state = state
        self._checkpoint = checkpoint
        self._saved: Tree = checkpoint.load() if checkpoint else None
        self._order: Tree = None
        self._start: float | None = None
        self._next_report = 0.0
        # d2l's fit sets it before the first epoch; until then a pass is only a look at the data.
        vars(trainer).pop("epoch", None)
        for phase, limit in (("train", profile.train_batches), ("val", profile.val_batches)):
            loader = getattr(trainer, f"{phase}_dataloader")
            if loader is not None:
                watched = WatchedLoader(loader, limit, phase, self)
                setattr(trainer, f"{phase}_dataloader", watched)
                setattr(trainer, f"num_{phase}_batches", len(watched))

    def finish(self) -> None:
        """Close the last epoch."""
        self._close_epoch()
        self._report("train", 0, at_once=True)

    def devices(self) -> list[str]:
        """Return what it ran on: several names if it was carried to other machines."""
        here = device_name(self._state.tab, getattr(self.trainer, "gpus", ()))
        return list(dict.fromkeys([*self._earlier_devices, here]))

    def begin(self, phase: str) -> int | None:
        """Hear that a pass begins.

        Returns:
            How many minibatches of it are done already; None if the whole pass isn't wanted.
        """
        epoch = vars(self.trainer).get("epoch")
        if epoch is None:
            return 0
        if self.dead:
            return None
        if self._saved is not None:
            if epoch < self._saved["epoch"]:
                return None
            self._set_random_state(self._saved["order"])
            self._order = self._saved["order"]
            return int(self._saved["batch"])
        if phase == "train":
            self._close_epoch()
            self._start = time.monotonic()
            self._order = self._random_state()
        return 0

    def before(self, phase: str, index: int, batch: Any) -> None:
        """Hear of a minibatch that is about to be handed out, or was the last one done already."""
        if vars(self.trainer).get("epoch") is None:
            return
        if self._saved is not None:
            self._restore(batch)
        elif phase == "train" and (index or self.steps) and (index == 0 or self._is_due()):
            self._save(index)
        self._report(phase, index, at_once=index == 0)

    def end(self, phase: str, count: int) -> None:
        """Hear that all ``count`` minibatches of a pass are done."""
        if self._start is None:
            return
        if phase == "train":
            self.steps += count
            self._save(count)
        elif self._stops_when_dead and draws_plot(self.trainer.model):
            self._stop_if_dead()
        self._report(phase, count, at_once=phase == "val")

    def _stop_if_dead(self) -> None:
        epoch = dead_after(curves_of(self.trainer.model))
        if epoch is not None:
            self.dead = True
            report_note(f"dead after epoch {epoch}: all validation images get the same logits")

    def _close_epoch(self) -> None:
        if self._start is not None:
            self.epoch_seconds.append(time.monotonic() - self._start)
        self._start = None

    def _is_due(self) -> bool:
        return self._checkpoint is not None and self._checkpoint.is_due

    def _random_state(self) -> Tree:
        return {**python_random_state(), "framework": self._state.random_state()}

    def _set_random_state(self, tree: Tree) -> None:
        set_python_random_state(tree)
        self._state.set_random_state(tree["framework"])

    def _save(self, batch: int) -> None:
        if self._checkpoint is None or self._start is None:
            return
        trainer = self.trainer
        try:
            tree = {
                "epoch": trainer.epoch,
                "batch": batch,
                "train_batch_idx": trainer.train_batch_idx,
                "val_batch_idx": trainer.val_batch_idx,
                "steps": trainer.epoch * trainer.num_train_batches,
                "epoch_seconds": self.epoch_seconds,
                "seconds": time.monotonic() - self._start,
                "devices": self.devices(),
                "resumed": self.resumed,
                "order": self._order,
                "random": self._random_state(),
                "board": board_state(trainer.model.board),
                "training": self._state.capture(trainer, trainer.model),
            }
            self._checkpoint.save(tree)
        except (NotResumableError, TypeError) as error:
            self._checkpoint = None
            report_note(f"no checkpoints of this training: {error}", saves=False)
        except OSError as error:
            report_note(f"no checkpoint could be saved: {error}")
        else:
            self._report("train", batch, at_once=True, saved=True)

    def _restore(self, batch: Any) -> None:
        saved, self._saved = self._saved, None
        trainer = self.trainer
        try:
            self._state.restore(trainer, trainer.model, saved["training"], batch)
        except Exception as error:
            raise RuntimeError("the checkpoint doesn't fit this training: use --restart") from error
        restore_board(trainer.model.board, saved["board"])
        trainer.train_batch_idx = saved["train_batch_idx"]
        trainer.val_batch_idx = saved["val_batch_idx"]
        self.steps = saved["steps"]
        self.epoch_seconds = list(saved["epoch_seconds"])
        self._earlier_devices = list(saved["devices"])
        self.resumed = saved["resumed"] + 1
        self._start = time.monotonic() - saved["seconds"]
        self._set_random_state(saved["random"])
        where = f"epoch {saved['epoch'] + 1}, minibatch {saved['batch']}"
        report_note(f"goes on from a checkpoint: {where} of {trainer.num_train_batches}")

    def _report(self, phase: str, batch: int, at_once: bool, saved: bool = False) -> None:
        now = time.monotonic()
        if not at_once and now < self._next_report:
            return
        self._next_report = now + _SECONDS_BETWEEN_REPORTS
        trainer = self.trainer
        batches = getattr(trainer, f"num_{phase}_batches")
        epochs = trainer.max_epochs if self.dead else len(self.epoch_seconds)
        report_progress(epochs, trainer.max_epochs, batch, batches, phase, saved=saved)


class WatchedLoader(FirstBatches):
    """Hands out the first minibatches of a loader, and tells.

    Args:
        loader: the framework's loader; anything with ``len`` that can be iterated repeatedly.
        limit: minibatches at most per pass; None for all.
        phase: "train" or "val", for the watch.
        watch: the `Follower`, which is told.
    """

    def __init__(self, loader: Any, limit: int | None, phase: str, watch: Any) -> None:
        super().__init__(loader, limit)
        self._phase = phase
        self._watch = watch

    def __iter__(self) -> Iterator[Any]:
        done = self._watch.begin(self._phase)
        if done is None:
            return
        count = len(self)
        # A training that goes on needs one minibatch, for models that have no parameters before.
        start = min(done, max(0, count - 1))
        for index, batch in enumerate(islice(iter(self._loader), start, count), start=start):
            self._watch.before(self._phase, index, batch)
            if index >= done:
                yield batch
        self._watch.end(self._phase, count)
