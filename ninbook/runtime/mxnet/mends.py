"""Mends for MXNet 1.9.1 and d2l.mxnet on NumPy 2 and Python 3.12."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ninbook.dataset import fashion_mnist
from ninbook.runtime import imports
from ninbook.runtime.seeds import seed_mxnet

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


def register() -> None:
    """Register this module's mends."""
    imports.before("mxnet", restore_distutils)
    imports.before("mxnet", restore_numpy_names)
    imports.after("mxnet", seed_mxnet)
    imports.after("mxnet.gluon.data.vision.datasets", read_the_shared_cache)
