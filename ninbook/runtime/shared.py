"""What all frameworks find in this project's environment: silence, steady figures, one data set.

Banners, log lines and deprecation warnings stay out of the outputs. Figures are the same each time,
and their text is real text. Fashion-MNIST is there once, and tensorflow_datasets is not needed.
"""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from ninbook.dataset import fashion_mnist
from ninbook.runtime import imports

_ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",  # TensorFlow: CPU features, oneDNN notices, missing CUDA
    "ABSL_MIN_LOG_LEVEL": "3",  # XLA and gRPC
    "GRPC_VERBOSITY": "ERROR",
    "GLOG_minloglevel": "3",
    "DMLC_LOG_STACK_TRACE_DEPTH": "0",  # MXNet: C++ stack traces in every message
    "MXNET_STORAGE_FALLBACK_LOG_VERBOSE": "0",
    "MXNET_CUDNN_AUTOTUNE_DEFAULT": "0",  # MXNet: prints a line per autotuned convolution
}
_TALKATIVE_LOGGERS = ("absl", "jax", "jax._src.xla_bridge", "tensorflow", "matplotlib", "orbax")


def silence_frameworks() -> None:
    """Set the frameworks' own switches for silence; must run before any of them is imported.

    Errors and a notebook's own prints are not touched.
    """
    os.environ |= _ENVIRONMENT
    for logger in _TALKATIVE_LOGGERS:
        logging.getLogger(logger).setLevel(logging.ERROR)
    # Readers can do nothing about a library that uses another one's old name.
    old = (DeprecationWarning, FutureWarning, PendingDeprecationWarning)
    for category in (*old, SyntaxWarning, UserWarning):
        warnings.filterwarnings("ignore", category=category)


@contextmanager
def hushed_start() -> Iterator[None]:
    """Send what native code writes to standard error to nowhere, while a framework is loaded.

    TensorFlow 2.21 logs before its log is set up, and then no switch holds. Python's own errors
    still come through, as exceptions.
    """
    saved = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(nowhere)
        os.close(saved)


def steady_svg(matplotlib: ModuleType) -> None:
    """Fix the ids and the date in Matplotlib's SVG and keeps text as text.

    Matplotlib salts ids with a random number and writes the date, so two equal figures differ; and
    it draws letters as paths, which no reader can select and no style sheet can colour.
    """
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    matplotlib.rcParams.update(
        {
            "svg.hashsalt": "ninbook",
            "svg.fonttype": "none",
            "figure.facecolor": "none",
            "axes.facecolor": "none",
            "savefig.facecolor": "none",
            "legend.framealpha": 0.0,
        }
    )


def for_torchvision(torchvision: Any) -> None:
    """Let torchvision read Fashion-MNIST from the one cache.

    torchvision checks the digests of the gzip files, which differ between distributors, and keeps a
    copy below every notebook's folder.
    """
    dataset = torchvision.datasets.FashionMNIST
    dataset.raw_folder = property(lambda self: str(fashion_mnist.cache_folder()))
    dataset.download = lambda self: fashion_mnist.ensure()
    dataset._check_exists = lambda self: bool(fashion_mnist.ensure())


def for_keras(datasets: Any) -> None:
    """Let Keras read Fashion-MNIST from the one cache; Keras keeps a copy of its own."""
    datasets.load_data = lambda: (fashion_mnist.load("train"), fashion_mnist.load("test"))


class NumpyBatches:
    """A TensorFlow dataset whose batches are NumPy arrays."""

    def __init__(self, batches: Any) -> None:
        self._batches = batches

    def __len__(self) -> int:
        return int(self._batches.cardinality())

    def __iter__(self) -> Iterator[Any]:
        yield from self._batches.as_numpy_iterator()


def without_tensorflow_datasets(d2l: Any) -> None:
    """Do without tensorflow_datasets, of which d2l.jax uses one function to feed data."""
    d2l.tfds.as_numpy = NumpyBatches


def register() -> None:
    """Register this module's mends."""
    imports.around("tensorflow", hushed_start)
    imports.after("matplotlib", steady_svg)
    imports.after("torchvision", for_torchvision)
    imports.after("d2l.jax", without_tensorflow_datasets)
    imports.after("keras.src.datasets.fashion_mnist", for_keras)
