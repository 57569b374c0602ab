from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ninbook.runtime.device import cores


@pytest.fixture(scope="module")
def facts(mended: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return mended("mxnet")


def test_arrays_compute(facts: dict[str, Any]) -> None:
    assert facts["value"] == 55
    assert facts["gradient"] == [[0, 2, 4], [6, 8, 10]]
    assert facts["product"] == [[5, 14], [14, 50]]
    assert facts["classic_sum"] == 6


def test_numpy_names_mean_what_they_meant(facts: dict[str, Any]) -> None:
    assert facts["constants"] is True
    assert all(facts["types"])
    assert facts["functions"] == [6, [2, 6], True, False, [[1], [2]], [False, True], 1.0, 1.3]


def test_removed_functions_say_where_they_went(facts: dict[str, Any]) -> None:
    assert facts["gone"] == {
        name: f"numpy.{name} was removed in NumPy 1.20; use numpy_financial"
        for name in ("mirr", "msort", "npv", "pmt", "ppmt", "pv", "rate")
    }


def test_fashion_mnist_comes_from_the_cache(facts: dict[str, Any]) -> None:
    assert facts["classic_agrees"]
    assert facts["batch_agrees"]
    assert facts["batch_shape"] == [128, 1, 28, 28]
    assert facts["written"] == []


def test_as_many_workers_as_cores_but_four_at_most(facts: dict[str, Any]) -> None:
    assert facts["workers"] == min(4, cores())
