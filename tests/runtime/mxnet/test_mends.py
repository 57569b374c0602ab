from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from ninbook.runtime.device import cores
from ninbook.runtime.mxnet.mends import seed_of_step, seed_steps
from tests.runtime.conftest import Facts


@pytest.fixture(scope="module")
def facts(mended: Facts) -> dict[str, Any]:
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


def test_each_training_step_is_seeded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []
    mxnet = SimpleNamespace(autograd=SimpleNamespace(), random=SimpleNamespace(seed=seeds.append))
    monkeypatch.setitem(sys.modules, "mxnet", mxnet)
    trainer = type("Trainer", (), {"prepare_batch": lambda self, batch: batch})
    seed_steps(SimpleNamespace(Trainer=trainer), seed=7)
    one = trainer()
    for one.train_batch_idx, is_training in enumerate([True, True, False]):
        mxnet.autograd.is_recording = lambda is_training=is_training: is_training
        assert one.prepare_batch("batch") == "batch"
    assert seeds == [seed_of_step(7, 0), seed_of_step(7, 1)]
    assert len({*seeds, seed_of_step(8, 0), seed_of_step(8, 1)}) == 4
