from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninbook.frameworks import BY_TAB
from ninbook.runtime import training
from ninbook.runtime.training import Follower, WatchedLoader
from ninbook.settings import FULL, QUICK, SEED, Profile

lengths = st.integers(0, 12)
limits = st.none() | st.integers(0, 15)


class Batches(list):
    """A loader that counts how many batches were drawn from it."""

    drawn = 0

    def __iter__(self) -> Iterator[Any]:
        for batch in super().__iter__():
            self.drawn += 1
            yield batch


class TestWatchedLoader:
    @settings(deadline=None, derandomize=True)
    @given(lengths, limits)
    def test_every_pass_hands_out_the_first_batches(self, length: int, limit: int | None) -> None:
        expected = list(range(length))[:limit]
        batches, calls = Batches(range(length)), []
        loader = WatchedLoader(batches, limit, lambda *call: calls.append(call))
        assert len(loader) == len(expected)
        for passes in (1, 2):
            assert list(loader) == expected
            counts = [(count, False) for count in range(len(expected))]
            assert calls == [*counts, (len(expected), True)] * passes
            assert batches.drawn == passes * len(expected)  # none is made only to be dropped

    @settings(deadline=None, derandomize=True)
    @given(st.integers(1, 12), limits.filter(lambda limit: limit != 0))
    def test_broken_off_pass_is_never_over(self, length: int, limit: int | None) -> None:
        calls: list[tuple[int, bool]] = []
        next(iter(WatchedLoader(range(length), limit, lambda *call: calls.append(call))))
        assert calls == [(0, False)]

    def test_other_attributes_are_the_loaders(self) -> None:
        loader = WatchedLoader(SimpleNamespace(batch_size=64), None, lambda *call: None)
        assert loader.batch_size == 64
        with pytest.raises(AttributeError, match="sampler"):
            _ = loader.sampler

    def test_can_be_copied(self) -> None:
        assert list(copy.copy(WatchedLoader([1, 2], 1, lambda *call: None))) == [1]


def trainer_with(train: int, val: int | None, epochs: int) -> SimpleNamespace:
    return SimpleNamespace(
        train_dataloader=range(train),
        val_dataloader=None if val is None else range(val),
        num_train_batches=train,
        num_val_batches=val or 0,
        max_epochs=epochs,
    )


class TestFollower:
    @settings(deadline=None, derandomize=True)
    @given(
        train=st.integers(1, 6),
        val=st.none() | st.integers(0, 4),
        epochs=st.integers(0, 4),
        profile=st.sampled_from([FULL, QUICK, Profile("odd", train_batches=3)]),
        peek=st.booleans(),
    )
    def test_counts_epochs_and_steps(
        self, train: int, val: int | None, epochs: int, profile: Profile, peek: bool
    ) -> None:
        trainer = trainer_with(train, val, epochs)
        follower = Follower(trainer, profile)
        if peek:  # as d2l's JAX trainer does
            next(iter(trainer.train_dataloader))
        for _ in range(epochs):
            for _ in trainer.train_dataloader:
                pass
            for _ in trainer.val_dataloader or ():
                pass
        follower.finish()
        assert len(follower.epoch_seconds) == epochs
        assert all(seconds >= 0 for seconds in follower.epoch_seconds)
        assert trainer.num_train_batches == min(train, profile.train_batches or train)
        assert follower.steps == epochs * trainer.num_train_batches
        if val is not None:
            assert trainer.num_val_batches == min(val, profile.val_batches or val)

    def test_reports_start_of_every_epoch_and_the_end(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reports: list[tuple[Any, ...]] = []
        monkeypatch.setattr(training, "report_progress", lambda *report: reports.append(report))
        trainer = trainer_with(469, 79, 2)
        follower = Follower(trainer, QUICK)
        for _ in range(2):
            assert len(list(trainer.train_dataloader)) == 2
            assert len(list(trainer.val_dataloader)) == 2
        follower.finish()
        assert reports[0] == (0, 2, 0, 2, "train")
        assert (1, 2, 0, 2, "train") in reports
        assert reports[-1] == (2, 2, 0, 2, "train")


@pytest.mark.parametrize("tab", BY_TAB)
class TestTraining:
    def test_counts(self, trained: Callable[[str], dict[str, Any]], tab: str) -> None:
        result = trained(tab)
        assert (result["epochs"], result["steps"]) == (2, 4)
        assert (result["train_batches"], result["val_batches"]) == (2, 2)
        assert result["parameters"] == 156 + 112 + 5_770  # two convolutions, one dense layer

    def test_says_what_was_trained(
        self, trained: Callable[[str], dict[str, Any]], tab: str
    ) -> None:
        result = trained(tab)
        assert result["model"] == "Small"
        assert result["framework"] == BY_TAB[tab].title
        assert (result["profile"], result["complete"]) == ("quick", False)
        assert (result["seed"], result["learning_rate"]) == (SEED, 0.1)
        assert result["seconds_per_epoch"] > 0
        assert result["device"]

    def test_curves(self, trained: Callable[[str], dict[str, Any]], tab: str) -> None:
        result = trained(tab)
        curves = result["curves"]
        assert [x for x, _ in curves["train_loss"]] == [0, 0.5, 1, 1.5]
        for label in ("val_loss", "val_acc"):
            assert [x for x, _ in curves[label]] == [1, 2]
        assert result["finite"] is True
        assert result["final"] == {label: line[-1][1] for label, line in curves.items()}
        assert abs(curves["train_loss"][0][1] - math.log(10)) < 0.3
        assert 0 <= result["final"]["val_acc"] <= 1
