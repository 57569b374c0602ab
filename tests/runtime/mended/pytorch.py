import os
from pathlib import Path

import numpy as np
import torch
from d2l import torch as d2l

from ninbook.dataset import fashion_mnist
from ninbook.runtime import machine
from ninbook.runtime.machine import cores


def test_given_arguments_still_count():
    assert d2l.DataModule(num_workers=3).num_workers == 3
    assert d2l.DataModule().root == "../data"


def test_fashion_mnist_comes_from_the_cache():
    data = d2l.FashionMNIST(batch_size=128, resize=(28, 28))
    for split, dataset in (("train", data.train), ("test", data.val)):
        images, labels = fashion_mnist.load(split)
        assert np.array_equal(dataset.data.numpy(), images)
        assert np.array_equal(dataset.targets.numpy(), labels)
    assert not [path for folder in (".", "../data") for path in Path(folder).rglob("*")]
    images, _ = next(iter(data.val_dataloader()))
    expected = torch.from_numpy(fashion_mnist.load("test")[0][:128, None] / 255).float()
    assert torch.allclose(images, expected, atol=1e-6)
    assert data.train.classes[:2] == ["T-shirt/top", "Trouser"]


def test_a_reader_has_the_plain_trainer():
    assert not hasattr(d2l.Trainer.fit, "__wrapped__")


def test_as_many_workers_as_cores_but_four_at_most():
    assert d2l.DataModule().num_workers in (min(4, cores()), min(16, cores()))
    if hasattr(os, "sched_setaffinity"):
        usual = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(usual)})
        machine.match_workers_to_cores(d2l)
        os.sched_setaffinity(0, usual)
        assert d2l.DataModule().num_workers == 1
    usual_gpus, d2l.num_gpus = d2l.num_gpus, lambda: 1
    machine.match_workers_to_cores(d2l)
    d2l.num_gpus = usual_gpus
    assert d2l.DataModule().num_workers == min(16, cores())
