from __future__ import annotations

import json
import platform
from collections.abc import Callable

import pytest

# The first array, freed, makes glibc keep blocks of that size; the last one stops it from
# giving back the blocks below.
CODE = """
import numpy as np
import psutil

def mib():
    return psutil.Process().memory_info().rss / 2**20

start = mib()
np.ones(1 << 20)
arrays = [np.ones(1 << 20) for _ in range(25)]
last = np.ones(1 << 17)
most = mib()
del arrays
print([start, most, mib()])
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc alone keeps freed memory")
def test_freed_memory_is_given_back(run_kernel_code: Callable[..., str]) -> None:
    start, most, end = json.loads(run_kernel_code(CODE))
    assert most - start > 190
    assert end - start < 20
