from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninbook.runtime.jax.feed import ResizedBatches
from ninbook.runtime.jax.speed import read_ahead


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


class TestReadAhead:
    @given(count=st.integers(0, 9), number=st.integers(1, 4))
    def test_everything_comes_in_order(self, count: int, number: int) -> None:
        assert list(read_ahead(range(count), number)) == list(range(count))

    def test_it_is_so_many_items_ahead_and_no_more(self) -> None:
        made: list[int] = []

        def items() -> Iterator[int]:
            for item in range(9):
                made.append(item)
                yield item

        ahead = read_ahead(items(), 2)
        assert next(ahead) == 0
        assert next(ahead) == 1
        ahead.close()  # type: ignore[attr-defined]  # waits for what is under way
        assert made == [0, 1, 2, 3]

    def test_an_error_comes_where_it_happened(self) -> None:
        def items() -> Iterator[int]:
            yield 1
            raise OSError("unreadable")

        ahead = read_ahead(items())
        assert next(ahead) == 1
        with pytest.raises(OSError, match="unreadable"):
            next(ahead)

    def test_minibatches_are_the_same(self) -> None:
        pytest.importorskip("jax")
        images, labels = np.arange(40, dtype=np.uint8).reshape(10, 2, 2), np.arange(10)
        batches = ResizedBatches(images, labels, 4, (4, 4))
        pairs = zip(batches, read_ahead(batches), strict=True)
        for (pixels, found), (early_pixels, early_found) in pairs:
            assert np.array_equal(pixels, early_pixels)
            assert np.array_equal(found, early_found)
