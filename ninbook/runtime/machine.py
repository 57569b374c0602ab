"""The machine that a training runs on: its name, its cores, and its memory.

glibc either gives freed memory back at once or keeps it for the next step.
"""

import ctypes
import os
import platform
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
_THRESHOLD_BYTES = 4 << 20
_ARENAS = 2
_KEPT_BYTES = 64 << 20
_NEVER = -1
_MOST, _MOST_FOR_GPU = 4, 16


def device_name(tab: str, gpus: Sequence[Any] = ()) -> str:
    """Return the GPU's name, or the kind of CPU and its number of cores.

    Args:
        tab: the framework's tab.
        gpus: the trainer's GPUs; empty on a CPU. TensorFlow's trainer doesn't keep them.
    """
    return _gpu_name(tab, gpus) or f"CPU, {cores()} cores, {_cpu_kind()}"


def cores() -> int:
    """Return the number of processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _gpu_name(tab: str, gpus: Sequence[Any]) -> str | None:
    if tab == "pytorch" and gpus:
        import torch

        return str(torch.cuda.get_device_name(gpus[0]))
    if tab == "jax" and gpus:
        return str(gpus[0].device_kind)
    if tab == "tensorflow":
        import tensorflow as tf

        devices = tf.config.list_physical_devices("GPU")
        if devices:
            return str(tf.config.experimental.get_device_details(devices[0]).get("device_name"))
    if tab == "mxnet" and gpus:
        return "GPU"
    return None


def _cpu_kind() -> str:
    machine = platform.machine()
    information = Path("/proc/cpuinfo")
    if information.is_file():
        flags = set(re.findall(r"\bavx512f\b|\bavx2\b", information.read_text()))
        for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2")):
            if flag in flags:
                return f"{machine} with {name}"
    return machine


def match_workers_to_cores(d2l: Any) -> None:
    """Start as many loader workers as there are cores, but not too many.

    d2l 1.0.3 starts four whatever the machine; PyTorch 1.7 and newer warn when that is too many,
    and the surplus takes time from the training. A GPU leaves the cores to the workers, and four of
    them don't keep up with it. Their number doesn't change what they load.
    """
    root, _ = d2l.DataModule.__init__.__defaults__
    most = _MOST_FOR_GPU if d2l.num_gpus() else _MOST
    d2l.DataModule.__init__.__defaults__ = (root, min(most, cores()))


def return_freed_memory() -> None:
    """Make glibc map every large array on its own, so that freeing it shrinks the process.

    By default glibc raises that threshold up to 32 MiB with the sizes it sees and keeps freed
    blocks in an arena per thread: a training on JAX then holds 15 % more than it uses. Elsewhere
    than on glibc this does nothing. Source: mallopt(3).
    """
    _set({_M_MMAP_THRESHOLD: _THRESHOLD_BYTES, _M_ARENA_MAX: _ARENAS})


def keep_freed_memory() -> None:
    """Make glibc keep the memory of freed arrays, so that the next step finds it ready.

    A framework that asks for the same large arrays in every step and gives them back otherwise
    gets zeroed pages from the system each time: a quarter of NiN's time per step on PyTorch. The
    few largest are not kept, since the gaps between them add up to half a gigabyte. Before a fork,
    as of a loader's workers, all is given back, because a page that two processes share is copied
    as soon as one of them writes to it. Elsewhere than on glibc this does nothing.
    """
    _set({_M_MMAP_THRESHOLD: _KEPT_BYTES, _M_TRIM_THRESHOLD: _NEVER, _M_ARENA_MAX: _ARENAS})
    trim = _function("malloc_trim")
    if trim is not None:
        os.register_at_fork(before=lambda: trim(0))


def _set(options: dict[int, int]) -> None:
    mallopt = _function("mallopt")
    if mallopt is not None:
        for option, value in options.items():
            mallopt(option, value)


def _function(name: str) -> Callable[..., int] | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        return cast("Callable[..., int]", getattr(ctypes.CDLL(None), name))
    except (OSError, AttributeError):
        return None
