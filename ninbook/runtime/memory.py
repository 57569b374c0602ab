"""What glibc does with freed memory: give it back at once, or keep it for the next step."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from typing import cast

_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
_THRESHOLD_BYTES = 4 << 20
_ARENAS = 2
_KEPT_BYTES = 64 << 20
_NEVER = -1


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
