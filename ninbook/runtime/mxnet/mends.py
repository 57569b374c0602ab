"""Mends for MXNet 1.9.1 and d2l.mxnet on NumPy 2 and Python 3.12."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import wraps
from importlib import import_module
from typing import Any

from ninbook.dataset import fashion_mnist
from ninbook.runtime import imports
from ninbook.runtime.device import cores
from ninbook.runtime.seeds import seed_mxnet
from ninbook.runtime.workers import match_workers_to_cores
from ninbook.settings import is_stock

_RENAMED = {
    "PZERO": 0.0,
    "NZERO": -0.0,
    "PINF": float("inf"),
    "NINF": float("-inf"),
    "Inf": float("inf"),
    "infty": float("inf"),
    "Infinity": float("inf"),
    "NaN": float("nan"),
    "NAN": float("nan"),
    "bool": bool,
    "object": object,
    "int": int,
    "float": float,
    "str": str,
    "complex": complex,
}
_ALIASES = {
    "float_": "float64",
    "complex_": "complex128",
    "unicode_": "str_",
    "string_": "bytes_",
    "product": "prod",
    "cumproduct": "cumprod",
    "sometrue": "any",
    "alltrue": "all",
    "row_stack": "vstack",
    "in1d": "isin",
    "trapz": "trapezoid",
    "round_": "round",
}
_GONE = ("mirr", "msort", "npv", "pmt", "ppmt", "pv", "rate")


def restore_numpy_names() -> None:
    """Put back the names that MXNet 1.9.1 asks NumPy for while it is imported.

    NumPy 1.24 removed ``bool``, ``object`` and the like, NumPy 2.0 the constants and aliases, and
    1.20 the financial functions, which MXNet only lists and which therefore need a name, no body.
    """
    import numpy as np

    for name, value in _RENAMED.items():
        if name not in vars(np):
            setattr(np, name, value)
    for old, new in _ALIASES.items():
        if old not in vars(np):
            setattr(np, old, getattr(np, new))
    for name in _GONE:
        if name not in vars(np):
            setattr(np, name, _removed(name))


def _removed(name: str) -> Any:
    def removed(*args: Any, **kwargs: Any) -> Any:
        raise AttributeError(f"numpy.{name} was removed in NumPy 1.20; use numpy_financial")

    removed.__name__ = name
    return removed


def restore_distutils() -> None:
    """Bring back distutils, which Python 3.12 removed and MXNet 1.9.1 imports."""
    import_module("setuptools")


def read_the_shared_cache(datasets: Any) -> None:
    """Let MXNet read Fashion-MNIST from the one cache, in the form that its loader expects.

    MXNet 1.9.1 checks the digests of one distributor's gzip files and keeps a copy of its own.
    """

    def get_data(self: Any) -> None:
        images, labels = fashion_mnist.load("train" if self._train else "test")
        mxnet = import_module("mxnet")
        array = mxnet.np.array if mxnet.util.is_np_array() else mxnet.nd.array
        self._data = array(images[..., None], dtype=images.dtype)
        labels = labels.astype("int32")
        self._label = array(labels, dtype=labels.dtype) if mxnet.util.is_np_array() else labels

    datasets.FashionMNIST._get_data = get_data


def use_all_cores() -> None:
    """Let MXNet's operators use every core.

    By default MXNet 1.9.1 starts half as many threads as there are processors, taking each pair for
    one core with two threads. That halves its speed where each is a core.
    """
    os.environ.setdefault("OMP_NUM_THREADS", str(cores()))


def compile_while_training(d2l: Any) -> None:
    """Compiles the layers to graphs with static memory while a training on the CPU lasts.

    They compute the same, without a call from Python and new memory for every operator. A model
    that the reader has compiled is left as it is.
    """
    fit, prepare_batch = d2l.Trainer.fit, d2l.Trainer.prepare_batch

    @wraps(fit)
    def fit_compiled(self: Any, model: Any, data: Any, *args: Any, **options: Any) -> Any:
        if self.gpus or any(getattr(block, "_active", False) for block in _blocks(model)):
            return fit(self, model, data, *args, **options)
        model.hybridize(static_alloc=True, static_shape=True)
        try:
            return fit(self, model, data, *args, **options)
        finally:
            model.hybridize(False)

    @wraps(prepare_batch)
    def prepare_and_copy(self: Any, batch: Any) -> Any:
        # A graph refuses the memory that loader workers share.
        cpu = import_module("mxnet").cpu()
        prepared = prepare_batch(self, batch)
        return prepared if self.gpus else [array.as_in_ctx(cpu) for array in prepared]

    d2l.Trainer.fit = fit_compiled
    d2l.Trainer.prepare_batch = prepare_and_copy


def _blocks(block: Any) -> Iterator[Any]:
    yield block
    for child in getattr(block, "_children", {}).values():
        yield from _blocks(child)


def register() -> None:
    """Register this module's mends."""
    imports.before("mxnet", restore_distutils)
    imports.before("mxnet", restore_numpy_names)
    imports.after("mxnet", seed_mxnet)
    imports.after("mxnet.gluon.data.vision.datasets", read_the_shared_cache)
    if not is_stock():
        imports.after("d2l.mxnet", match_workers_to_cores)
        imports.before("mxnet", use_all_cores)
        imports.after("d2l.mxnet", compile_while_training)
