"""Keeps frameworks' banners, log lines and deprecation warnings out of the outputs."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",  # TensorFlow: CPU features, oneDNN notices, missing CUDA
    "ABSL_MIN_LOG_LEVEL": "3",  # XLA and gRPC
    "GRPC_VERBOSITY": "ERROR",
    "GLOG_minloglevel": "3",
    "DMLC_LOG_STACK_TRACE_DEPTH": "0",  # MXNet: C++ stack traces in every message
    "MXNET_STORAGE_FALLBACK_LOG_VERBOSE": "0",
    "MXNET_CUDNN_AUTOTUNE_DEFAULT": "0",  # MXNet: prints a line per autotuned convolution
    "JAX_PLATFORMS": os.environ.get("JAX_PLATFORMS", ""),  # JAX: no search for a TPU
}
_TALKATIVE_LOGGERS = ("absl", "jax", "jax._src.xla_bridge", "tensorflow", "matplotlib", "orbax")


def silence_frameworks() -> None:
    """Set the frameworks' own switches for silence; must run before any of them is imported.

    Errors and a notebook's own prints are not touched.
    """
    for name, value in _ENVIRONMENT.items():
        if value:
            os.environ[name] = value
    for logger in _TALKATIVE_LOGGERS:
        logging.getLogger(logger).setLevel(logging.ERROR)
    # Readers can do nothing about a library that uses another one's old name.
    for category in (DeprecationWarning, FutureWarning, PendingDeprecationWarning, UserWarning):
        warnings.filterwarnings("ignore", category=category)
    warnings.filterwarnings("ignore", category=SyntaxWarning)


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
