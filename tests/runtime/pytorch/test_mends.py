from __future__ import annotations

import os
from typing import Any

import pytest

from ninbook.runtime.device import cores
from tests.runtime.conftest import Facts


@pytest.fixture(scope="module")
def facts(mended: Facts) -> dict[str, Any]:
    return mended("pytorch")


def test_as_many_workers_as_cores_but_four_at_most(facts: dict[str, Any]) -> None:
    assert facts["workers"] in (min(4, cores()), facts["workers_with_gpu"])
    if hasattr(os, "sched_setaffinity"):
        assert facts["workers_on_one_core"] == 1
    assert facts["workers_with_gpu"] == min(16, cores())


def test_given_arguments_still_count(facts: dict[str, Any]) -> None:
    assert facts["given_workers"] == 3
    assert facts["root"] == "../data"


def test_fashion_mnist_comes_from_the_cache(facts: dict[str, Any]) -> None:
    assert facts["same_train"]
    assert facts["same_test"]
    assert facts["batch_agrees"]
    assert facts["classes"] == ["T-shirt/top", "Trouser"]
    assert facts["written"] == []


def test_reader_has_the_plain_trainer(facts: dict[str, Any]) -> None:
    assert facts["trainer_is_wrapped"] is False
