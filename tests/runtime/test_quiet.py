import json
from collections.abc import Callable

import pytest

from ninbook.frameworks import BY_TAB
from tests.runtime.conftest import Done


@pytest.mark.parametrize("tab", BY_TAB)
def test_importing_prints_nothing(imported: Callable[[str], Done], tab: str) -> None:
    done = imported(tab)
    assert done.stderr == ""
    assert done.returncode == 0
    assert isinstance(json.loads(done.stdout), list)  # the numbers, and nothing else


def test_errors_and_prints_still_come_through(run_kernel: Callable[..., Done]) -> None:
    code = """
import logging, sys, warnings
warnings.warn("deprecated", FutureWarning)
warnings.warn("careful", RuntimeWarning)
logging.getLogger("jax").error("broken")
print("said", flush=True)
print("said aloud", file=sys.stderr)
raise KeyError("lost")
"""
    done = run_kernel(code)
    assert done.returncode == 1
    assert done.stdout == "said\n"
    assert "deprecated" not in done.stderr
    for kept in ("careful", "broken", "said aloud", "KeyError: 'lost'"):
        assert kept in done.stderr


def test_start_is_hushed_for_native_code_only_while_it_lasts(
    run_kernel: Callable[..., Done],
) -> None:
    code = """
import os
from ninbook.runtime.shared import hushed_start
descriptors = len(os.listdir("/dev/fd"))
with hushed_start():
    os.write(2, b"hidden")
try:
    with hushed_start():
        raise ImportError("shown")
except ImportError as error:
    os.write(2, str(error).encode())
print(len(os.listdir("/dev/fd")) - descriptors)
"""
    done = run_kernel(code)
    assert (done.stdout, done.stderr) == ("0\n", "shown")
