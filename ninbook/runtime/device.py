"""Names the device that a training ran on."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any


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
