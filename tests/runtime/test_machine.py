import os
import platform
import re

import pytest

from ninbook.frameworks import BY_TAB
from ninbook.runtime.machine import cores, device_name


@pytest.mark.parametrize("tab", sorted(set(BY_TAB) - {"tensorflow"}))
def test_cpu_is_named_with_its_cores(tab: str) -> None:
    pattern = rf"CPU, {cores()} cores, {re.escape(platform.machine())}( with AVX(2|-512))?"
    assert re.fullmatch(pattern, device_name(tab))


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity to set")
def test_cores_are_those_that_the_process_may_use() -> None:
    usual = os.sched_getaffinity(0)
    assert cores() == len(usual)
    os.sched_setaffinity(0, {min(usual)})
    try:
        assert cores() == 1
    finally:
        os.sched_setaffinity(0, usual)
