"""Kernels that processes have below them, and waiting for what they do."""

import time
from collections.abc import Callable

import psutil


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Waits until something is so, and fails if it takes longer."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def kernels_below(process: psutil.Process) -> list[psutil.Process]:
    """Returns the kernels among the processes that one has started, however deep."""
    found = []
    for child in process.children(recursive=True):
        try:
            if "ipykernel_launcher" in " ".join(child.cmdline()):
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found
