"""Fashion-MNIST as d2l loads it where its own loaders shuffle too late: TensorFlow and JAX."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.conftest import Facts


@pytest.fixture(scope="module", params=["tensorflow", "jax"])
def facts(request: pytest.FixtureRequest, mended: Facts) -> Any:
    return mended(request.param)


def test_first_large_batch_comes_soon_and_small(facts: dict[str, Any]) -> None:
    assert facts["first_batch"] == [[128, 224, 224, 1], "float32", "int32"]
    assert facts["first_batch_seconds"] < 15
    assert facts["first_batch_mib"] < 600


def test_batches_change_their_members_and_keep_every_example(facts: dict[str, Any]) -> None:
    assert facts["batches"] == [469, 79]
    assert facts["batch_sizes"] == [96, 128]
    assert facts["members_change"] is True
    assert facts["examples_kept"] == [True, True]


def test_validation_keeps_its_order(facts: dict[str, Any]) -> None:
    assert facts["validation_in_order"] is True
