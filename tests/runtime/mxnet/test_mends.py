import sys
from types import SimpleNamespace

import pytest

from ninbook.runtime.mxnet.mends import seed_of_step, seed_steps


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
