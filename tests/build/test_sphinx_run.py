"""Processes of Sphinx's that end because another one has failed."""

import signal
import time

import pytest
from sphinx.errors import SphinxParallelError
from sphinx.util.parallel import ParallelTasks

from ninbook.build.sphinx_run import quiet_processes
from ninbook.cli.main import _terminate


class _Slow:
    """Takes its time to be sent."""

    def __reduce__(self) -> str:
        time.sleep(20)
        return "slow"


def _fail() -> None:
    time.sleep(1)
    raise ValueError("no")


def test_they_print_no_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        quiet_processes()
        tasks = ParallelTasks(2)
        tasks.add_task(_Slow)
        tasks.add_task(_fail)
        with pytest.raises(SphinxParallelError):
            tasks.join()
        time.sleep(1)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "Traceback" not in capfd.readouterr().err
