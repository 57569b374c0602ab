"""One side of ``training_speed.py``: a training in a process of its own, its steps and its memory.

The process leads a process group, so that nothing of it stays behind, not even a loader's worker.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from typing import Any, Self

import psutil
from measuring import BenchmarkError

from ninbook.settings import CELLS_VARIABLE, PROFILE_VARIABLE, STOCK_VARIABLE

CHILD = Path(__file__).with_name("training_child.py")
SECONDS_BETWEEN_SAMPLES = 0.2
_LIMIT_SECONDS = 1800
_SHARE_IN_START = 0.05
_SHARE_IN_STEP = 0.01
_REST_SECONDS = 0.5
_RESTLESS_SECONDS = 60
_LINES_OF_LOG = 15


def environment_of(side: str, folder: Path) -> dict[str, str]:
    """Returns the environment of a side's process: the same for both, but for the runtime's mode.

    The folder is for what IPython may want to write.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in (CELLS_VARIABLE, PROFILE_VARIABLE, STOCK_VARIABLE)
    }
    environment |= processor_only() | {
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLBACKEND": "agg",
        "PYTHONHASHSEED": "0",
    }
    return environment | ({STOCK_VARIABLE: "1"} if side == "stock" else {})


def processor_only() -> dict[str, str]:
    """Returns the variables that hide graphics cards from the frameworks."""
    return {"CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu"}


class Side:
    """A training that stands still until it is told to do a step.

    Use it as a context: the process starts with it and ends with it.

    Args:
        name: "stock" or "ours".
        title: its name in messages.
        task: what `training_child.Training` wants to know.
        folder: a folder for its files, which are not kept.

    Attributes:
        peak_pss_bytes: largest memory seen of the process and its workers; what several processes
            share counts in equal parts for each.
        peak_rss_bytes: the process's own high-water mark, without its workers.
    """

    def __init__(self, name: str, title: str, task: Mapping[str, Any], folder: Path) -> None:
        self.name = name
        self.title = title
        self.peak_pss_bytes = 0
        self.peak_rss_bytes = 0
        self._task = task
        self._folder = folder
        self._log = folder / f"{task['tab']}-{name}.log"
        self._seconds_to_sample = 0.0

    def __enter__(self) -> Self:
        self._child, theirs = Pipe()
        with theirs, self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(CHILD), str(theirs.fileno())],
                cwd=self._folder,
                env=environment_of(self.name, self._folder),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        process = self._process
        try:
            self._child.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=2 if kind else 30)
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def start(self) -> float:
        """Starts the training; returns the seconds of its cell up to the first minibatch."""
        self._send(self._task)
        return float(self._answer(_SHARE_IN_START)["seconds"])

    def step(self, counted: bool) -> float:
        """Does one training step; returns its wall-clock seconds.

        Where these don't count, memory is looked at as often as can be.
        """
        self._send("step")
        answer = self._answer(_SHARE_IN_STEP if counted else 1.0)
        self.peak_rss_bytes = max(self.peak_rss_bytes, answer["peak_rss_bytes"])
        return float(answer["seconds"])

    def settle(self) -> bool:
        """Waits until process and workers rest and make no minibatch; returns whether they do."""
        deadline = time.monotonic() + _RESTLESS_SECONDS
        used = self._processor_seconds()
        while time.monotonic() < deadline:
            time.sleep(_REST_SECONDS)
            now = self._processor_seconds()
            if now - used <= 0.1 * _REST_SECONDS:
                return True
            used = now
        return False

    def _send(self, message: object) -> None:
        try:
            self._child.send(message)
        except OSError as error:
            raise self._failure() from error

    def _answer(self, share: float) -> dict[str, Any]:
        """Returns the next message, watching the memory until it comes.

        Args:
            share: part of one core's time that watching may take: looking at a process with much
                memory takes long and holds the process up.
        """
        deadline = time.monotonic() + _LIMIT_SECONDS
        while not self._child.poll(max(SECONDS_BETWEEN_SAMPLES, self._seconds_to_sample / share)):
            if self._process.poll() is not None:
                raise self._failure()
            if time.monotonic() > deadline:
                raise BenchmarkError(f"{self.title}: no answer for {_LIMIT_SECONDS} s")
            began = time.monotonic()
            self.peak_pss_bytes = max(self.peak_pss_bytes, self._pss_bytes())
            self._seconds_to_sample = time.monotonic() - began
        try:
            return dict(self._child.recv())
        except (EOFError, OSError) as error:
            raise self._failure() from error

    def _processes(self) -> Sequence[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(self._process.pid)
            return [process, *process.children(recursive=True)]
        return []

    def _pss_bytes(self) -> int:
        total = 0
        for process in self._processes():
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                memory = process.memory_full_info()
                total += getattr(memory, "pss", memory.uss)  # only Linux knows PSS
        return total

    def _processor_seconds(self) -> float:
        total = 0.0
        for process in self._processes():
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                times = process.cpu_times()
                total += times.user + times.system
        return total

    def _failure(self) -> BenchmarkError:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        code = self._process.poll()
        if code is None:
            how = "stopped answering"
        elif code < 0:
            hint = "; out of memory?" if -code == signal.SIGKILL else ""
            how = f"died of {signal.Signals(-code).name}{hint}"
        else:
            how = f"ended with code {code}"
        text = self._log.read_text(encoding="utf-8", errors="replace")
        last = "\n".join(text.strip().splitlines()[-_LINES_OF_LOG:])
        return BenchmarkError(f"{self.title} {how}" + (f":\n{last}" if last else ""))
