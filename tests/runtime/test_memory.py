import json
import platform

import pytest

from tests.runtime.conftest import Run

needs_glibc = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="glibc alone keeps freed memory"
)

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

# Steps that make an array of 40 MB and drop it, then one of 240 MB, then a fork.
KEEPING = """
import os
import resource
import numpy as np
import psutil
from ninbook.runtime.machine import keep_freed_memory

def mib():
    return psutil.Process().memory_info().rss / 2**20

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

{keep}
sizes, missed = [mib()], []
for _ in range(3):
    before = faults()
    array = np.ones(5 << 20)
    missed.append(faults() - before)
    del array
sizes.append(mib())
array = np.ones(30 << 20)
del array
sizes.append(mib())
child = os.fork()
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
sizes.append(mib())
print([sizes, missed])
"""


@needs_glibc
def test_freed_memory_is_given_back(run_kernel_code: Run) -> None:
    start, most, end = json.loads(run_kernel_code(CODE))
    assert most - start > 190
    assert end - start < 20


@needs_glibc
def test_memory_is_kept_for_the_next_step_but_not_for_a_fork(run_kernel_code: Run) -> None:
    code = KEEPING.format(keep="keep_freed_memory()")
    (start, kept, after_large, forked), missed = json.loads(run_kernel_code(code))
    assert kept - start > 35
    assert after_large - kept < 20  # the largest ones are not kept
    assert max(missed[1:]) < missed[0] / 4
    assert forked - start < 20


@needs_glibc
def test_memory_is_not_kept_unless_asked_for(run_kernel_code: Run) -> None:
    (start, kept, *_), missed = json.loads(run_kernel_code(KEEPING.format(keep="")))
    assert kept - start < 20
    assert min(missed) > max(missed) / 2
