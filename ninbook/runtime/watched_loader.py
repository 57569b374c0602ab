"""A data loader that is watched, capped, and can begin in the middle of a pass."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from ninbook.runtime.reader import FirstBatches


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
