import copy
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninbook.runtime.follower import WatchedLoader

lengths = st.integers(0, 12)
limits = st.none() | st.integers(0, 15)


class Batches(list):
    """A loader that counts how many batches were drawn from it."""

    drawn = 0

    def __iter__(self) -> Iterator[Any]:
        for batch in super().__iter__():
            self.drawn += 1
            yield batch


class Witness:
    """Remembers what it is told, and says how many minibatches are done already."""

    def __init__(self, done: int | None = 0) -> None:
        self.done = done
        self.told: list[tuple[Any, ...]] = []

    def begin(self, phase: str) -> int | None:
        self.told.append(("begin", phase))
        return self.done

    def before(self, phase: str, index: int, batch: Any) -> None:
        self.told.append(("before", phase, index, batch))

    def end(self, phase: str, count: int) -> None:
        self.told.append(("end", phase, count))


@given(lengths, limits)
def test_every_pass_hands_out_the_first_batches(length: int, limit: int | None) -> None:
    expected = [f"batch {number}" for number in range(length)][:limit]
    batches, witness = Batches(f"batch {number}" for number in range(length)), Witness()
    loader = WatchedLoader(batches, limit, "train", witness)
    assert len(loader) == len(expected)
    for passes in (1, 2):
        assert list(loader) == expected
        each = [("before", "train", index, batch) for index, batch in enumerate(expected)]
        assert witness.told == [("begin", "train"), *each, ("end", "train", len(each))] * passes
        assert batches.drawn == passes * len(expected)  # none is made only to be dropped


@given(lengths, limits, st.integers(0, 15))
def test_goes_on_after_what_is_done(length: int, limit: int | None, done: int) -> None:
    expected = list(range(length))[:limit]
    batches, witness = Batches(range(length)), Witness(done)
    loader = WatchedLoader(batches, limit, "val", witness)
    assert list(loader) == expected[done:]
    # Where all is done, the last one is shown all the same, to whoever needs an example.
    shown = expected[done:] or expected[-1:]
    assert witness.told == [
        ("begin", "val"),
        *(("before", "val", index, index) for index in shown),
        ("end", "val", len(expected)),
    ]
    assert batches.drawn == len(expected)  # the order is drawn with them
    assert len(loader) == len(expected)


@given(lengths, limits)
def test_an_unwanted_pass_draws_nothing(length: int, limit: int | None) -> None:
    batches, witness = Batches(range(length)), Witness(None)
    assert list(WatchedLoader(batches, limit, "train", witness)) == []
    assert (witness.told, batches.drawn) == ([("begin", "train")], 0)


@given(st.integers(1, 12), limits.filter(lambda limit: limit != 0))
def test_a_broken_off_pass_is_never_over(length: int, limit: int | None) -> None:
    witness = Witness()
    next(iter(WatchedLoader(range(length), limit, "train", witness)))
    assert witness.told == [("begin", "train"), ("before", "train", 0, 0)]


def test_the_watch_is_told_before_the_batch_is_handed_out() -> None:
    witness = Witness()
    for index in WatchedLoader(range(3), None, "train", witness):
        assert witness.told[-1] == ("before", "train", index, index)


def test_other_attributes_are_the_loaders() -> None:
    loader = WatchedLoader(SimpleNamespace(batch_size=64), None, "train", Witness())
    assert loader.batch_size == 64
    with pytest.raises(AttributeError, match="sampler"):
        _ = loader.sampler


def test_can_be_copied() -> None:
    loader = WatchedLoader([1, 2], 1, "train", Witness())
    assert list(copy.copy(loader)) == [1]
    assert list(copy.deepcopy(loader)) == [1]
