from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.conftest import Facts


@pytest.fixture(scope="module")
def facts(mended: Facts) -> dict[str, Any]:
    return mended("jax")


def test_removed_names_are_back(facts: dict[str, Any]) -> None:
    assert facts["key_type"] is True
    assert facts["seed_type"] == "int"


def test_tensorflow_is_loaded_only_when_asked_for(facts: dict[str, Any]) -> None:
    assert facts["tensorflow_was_imported"] is False
    assert facts["tensorflow_is_real"] == [1, 2]
    assert facts["d2l_finds_tensorflow"] == [3]


def test_tensor_loaders_yield_numpy(facts: dict[str, Any]) -> None:
    batches, shapes = facts["tensor_batches"]
    assert batches == 4
    assert shapes == [["ndarray", [32, 2]], ["ndarray", [32, 1]]]


def test_flax_has_the_lean_operators(facts: dict[str, Any]) -> None:
    assert facts["operators_are_lean"] is True
    assert facts["layer_is_lean"] is True
    assert facts["layer_agrees"] is True
