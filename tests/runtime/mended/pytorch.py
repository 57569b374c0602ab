import os
from pathlib import Path

import numpy as np
import torch
from d2l import torch as d2l

from ninbook.dataset import fashion_mnist
from ninbook.runtime import workers

facts = {
    "workers": d2l.DataModule().num_workers,
    "root": d2l.DataModule().root,
    "trainer_is_wrapped": hasattr(d2l.Trainer.fit, "__wrapped__"),
    "given_workers": d2l.DataModule(num_workers=3).num_workers,
}

data = d2l.FashionMNIST(batch_size=128, resize=(28, 28))
for split, dataset in (("train", data.train), ("test", data.val)):
    images, labels = fashion_mnist.load(split)
    facts[f"same_{split}"] = bool(
        np.array_equal(dataset.data.numpy(), images)
        and np.array_equal(dataset.targets.numpy(), labels)
    )
facts["written"] = [str(path) for folder in (".", "../data") for path in Path(folder).rglob("*")]
images, labels = next(iter(data.val_dataloader()))
expected = torch.from_numpy(fashion_mnist.load("test")[0][:128, None] / 255).float()
facts["batch_agrees"] = bool(torch.allclose(images, expected, atol=1e-6))
facts["classes"] = data.train.classes[:2]

if hasattr(os, "sched_setaffinity"):
    usual = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(usual)})
    workers.match_workers_to_cores(d2l)
    os.sched_setaffinity(0, usual)
    facts["workers_on_one_core"] = d2l.DataModule().num_workers

d2l.num_gpus, usual_gpus = (lambda: 1), d2l.num_gpus
workers.match_workers_to_cores(d2l)
d2l.num_gpus = usual_gpus
facts["workers_with_gpu"] = d2l.DataModule().num_workers
