"""Mends for MXNet 1.9.1 and d2l.mxnet on NumPy 2 and Python 3.12."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from importlib import import_module
from typing import Any

import numpy as np

from ninbook.dataset.mirrors import load_fashion_mnist
from ninbook.runtime.seeds import seed_python


def restore_numpy_names() -> None:
    """Put back the names that MXNet 1.9.1 asks NumPy for.

    NumPy 1.20 removed the financial functions, 1.24 ``bool`` and ``int``, of which the first came
    back, and 2.0 the rest. MXNet only lists the first, which therefore need a name, no body.
    """
    names: dict[str, Any] = dict.fromkeys(["mirr", "msort", "npv", "pmt", "ppmt", "pv", "rate"])
    names |= {"alltrue": np.all, "sometrue": np.any, "product": np.prod, "round_": np.round}
    names |= {"in1d": np.isin, "trapz": getattr(np, "trapezoid", None), "row_stack": np.vstack}
    names |= {"bool": np.bool_, "int": int, "PZERO": 0.0, "NZERO": -0.0}
    names |= {"Inf": np.inf, "PINF": np.inf, "NINF": -np.inf, "NaN": np.nan, "NAN": np.nan}
    for name in names.keys() - vars(np).keys():
        setattr(np, name, names[name])


def restore_distutils() -> None:
    """Bring back distutils, which Python 3.12 removed and MXNet 1.9.1 imports."""
    import_module("setuptools")


def seed_everything(mxnet: Any, seed: int) -> None:
    """Seed MXNet, and Python and NumPy again, since its loaders and initializers use those."""
    mxnet.random.seed(seed)
    seed_python(seed)


def read_fashion_mnist(datasets: Any, load: Callable[[str], Any]) -> None:
    """Let MXNet take Fashion-MNIST as it is loaded here.

    MXNet 1.9.1 checks the digests of one distributor's gzip files and keeps a copy of its own.
    """

    def get_data(self: Any) -> None:
        images, labels = load("train" if self._train else "test")
        mxnet = import_module("mxnet")
        array = mxnet.np.array if mxnet.util.is_np_array() else mxnet.nd.array
        self._data = array(images[..., None], dtype=images.dtype)
        labels = labels.astype("int32")
        self._label = array(labels, dtype=labels.dtype) if mxnet.util.is_np_array() else labels

    datasets.FashionMNIST._get_data = get_data


_PARALLEL_GENERATORS = 1024  # kNumRandomStates of MXNet's RandGenerator
_STEPS_PER_SEED = 1_000_003  # a prime, more than any training has steps


def seed_of_step(seed: int, step: int) -> int:
    """Return a seed for MXNet whose generators no other step has, of this seed or another one.

    From a seed s, MXNet 1.9.1 seeds its 1,024 parallel generators with 127 s, 127 s + 1, and so on,
    modulo 2**32. After successive seeds, 897 of them repeat others of the step before. Different
    multiples of 1,024 stay different multiples of 1,024, since 127 is odd.
    """
    return (seed * _STEPS_PER_SEED + step) * _PARALLEL_GENERATORS % 2**32


def seed_steps(d2l: Any, seed: int) -> None:
    """Seed MXNet anew for each training step.

    Its generators can be seeded but not read, and a training run must be able to go on elsewhere.
    """
    prepare_batch = d2l.Trainer.prepare_batch

    @wraps(prepare_batch)
    def prepare_and_seed(self: Any, batch: Any) -> Any:
        mxnet = import_module("mxnet")
        if mxnet.autograd.is_recording():  # not when validating
            mxnet.random.seed(seed_of_step(seed, self.train_batch_idx))
        return prepare_batch(self, batch)

    d2l.Trainer.prepare_batch = prepare_and_seed


def register(imports: Any, seed: int, load: Any = load_fashion_mnist, stock: bool = False) -> None:
    """Let ``imports`` run the mends, all of which d2l needs; ``load`` reads Fashion-MNIST."""
    imports.before("mxnet", restore_distutils)
    imports.before("mxnet", restore_numpy_names)
    imports.after("mxnet", partial(seed_everything, seed=seed))
    imports.after("mxnet.gluon.data.vision.datasets", partial(read_fashion_mnist, load=load))
    imports.after("d2l.mxnet", partial(seed_steps, seed=seed))
