from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninbook.runtime.jax_feed import ResizedBatches


def test_resizing_is_that_of_tensorflow(mended: Callable[[str], dict[str, Any]]) -> None:
    resizing = mended("jax")["resizing"]
    assert len(resizing) == 16
    for source, target, shape, difference in resizing:
        assert shape == [2, *target, 1], f"{source} to {target}"
        assert difference < 1e-6, f"{source} to {target}"


class TestResizedBatches:
    @settings(deadline=None, derandomize=True, max_examples=40)
    @given(count=st.integers(0, 20), batch_size=st.integers(1, 7), seed=st.none() | st.integers(0))
    def test_a_pass_hands_out_every_example_once(
        self, count: int, batch_size: int, seed: int | None
    ) -> None:
        pytest.importorskip("jax")
        images = np.arange(count, dtype=np.uint8)[:, None, None]
        generator = None if seed is None else np.random.default_rng(seed)
        order = np.arange if generator is None else generator.permutation
        batches = ResizedBatches(images, np.arange(count), batch_size, (1, 1), order)
        handed = list(batches)
        assert len(handed) == len(batches)
        assert [len(labels) for _, labels in handed[:-1]] == [batch_size] * (len(handed) - 1)
        labels = [int(label) for _, part in handed for label in part]
        assert sorted(labels) == list(range(count))
        pixels = [float(pixel) * 255 for part, _ in handed for pixel in part.ravel()]
        assert pixels == pytest.approx(labels)
        if generator is None:
            assert labels == sorted(labels)

    def test_the_same_generator_gives_the_same_passes(self) -> None:
        pytest.importorskip("jax")
        images, labels = np.zeros((50, 2, 2), np.uint8), np.arange(50)

        def passes() -> list[list[int]]:
            batches = ResizedBatches(
                images, labels, 50, (2, 2), np.random.default_rng(1).permutation
            )
            return [next(iter(batches))[1].tolist() for _ in range(2)]

        first, second = passes()
        assert first != second
        assert passes() == [first, second]
