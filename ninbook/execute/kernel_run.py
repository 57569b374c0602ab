"""Runs one planned notebook in a kernel that is its own process group, within a deadline."""

import contextlib
import datetime
import os
import platform
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets import Any as AnyTrait
from traitlets import List

from ninbook.checkpoints.folder import CheckpointFolder
from ninbook.execute.clean import clean_outputs, plain_text
from ninbook.frameworks import framework_of
from ninbook.messages import PROGRESS_MIME, RESULT_MIME
from ninbook.plan.plan import PlannedNotebook
from ninbook.settings import (
    ARTIFACTS_VARIABLE,
    CELLS_VARIABLE,
    CHECKPOINT_MINUTES,
    CHECKPOINT_SECONDS_VARIABLE,
    CHECKPOINTS_VARIABLE,
    PROFILE_VARIABLE,
    SEED_VARIABLE,
    numerics_version,
)


class ExecutionError(RuntimeError):
    """A notebook failed; the message says where and why."""


class InterruptedRunError(RuntimeError):
    """A notebook was stopped from outside; of it only a training's checkpoint is kept."""


Progress = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Executed:
    """A notebook that was executed to its end."""

    notebook: Any  # code cells only
    record: dict[str, Any]  # what it was executed from and with, for the store to keep
    weights: dict[str, bytes]  # safetensors files, by the digests that the record names


@dataclass(eq=False)
class Run:
    """One execution in progress, which another thread can stop."""

    plan: PlannedNotebook
    folder: Path  # working directory of the kernel
    deadline_seconds: float  # for the whole notebook
    checkpoints: CheckpointFolder = field(default_factory=CheckpointFolder)  # of its trainings
    checkpoint_minutes: float = CHECKPOINT_MINUTES  # between two of them at most
    _training: bool = field(default=False, repr=False)
    _saves: bool = field(default=True, repr=False)
    _saved: threading.Event = field(default_factory=threading.Event, repr=False)
    _stopped: threading.Event = field(default_factory=threading.Event, repr=False)
    _manager: AsyncKernelManager | None = field(default=None, repr=False)

    def stop(self) -> None:
        """Kill the kernel's process group at once; `execute` then raises `InterruptedRunError`."""
        self._stopped.set()
        _kill_group(self._manager)

    def save(self, seconds: float) -> bool:
        """Ask a training in progress for a checkpoint and wait for it, at most so many seconds.

        Returns:
            Whether one was saved. False at once where no training is in progress.
        """
        process = _process_of(self._manager)
        if not self._training or process is None or not hasattr(signal, "SIGUSR1"):
            return False
        self._saved.clear()
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGUSR1)
        deadline = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < deadline:
            if self._saved.wait(0.2):
                return True
        return self._saved.is_set()

    def _note(self, message: dict[str, Any]) -> None:
        if "cell" in message:
            self._saves = True
        if "note" in message:
            self._saves = message["saves"]
        if "epochs" in message:
            over = message["phase"] == "train" and message["epoch"] >= message["epochs"]
            self._training = self._saves and not over
            if message["saved"]:
                self._saved.set()


class _Client(NotebookClient):
    """Executes one notebook, and takes messages for the executor out of its outputs."""

    on_progress = AnyTrait()  # called with the content of each progress message
    results: Any = List()  # of trainings, with the index of their cells

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Take out the messages that are for the executor and pass on the others."""
        if msg["msg_type"] == "display_data":
            data = msg["content"].get("data", {})
            if PROGRESS_MIME in data:
                self.on_progress(data[PROGRESS_MIME])
                return None
            if RESULT_MIME in data:
                self.results.append({"cell": cell_index, **data[RESULT_MIME]})
                return None
        return super().process_message(msg, cell, cell_index)


def execute(run: Run, on_progress: Progress) -> Executed:
    """Execute a notebook; a training in it goes on from its checkpoint, if there is one.

    Args:
        run: what to execute, where, and for how long at most.
        on_progress: called for each cell and each progress message of a training.

    Raises:
        ExecutionError: a cell raised, the kernel died, or the deadline passed.
        InterruptedRunError: `Run.stop` was called.
    """
    plan = run.plan
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_code_cell(cell.source, id=f"cell-{number}")
        for number, cell in enumerate(plan.cells)
    ]
    scratch = tempfile.TemporaryDirectory(prefix="ninbook-")
    manager = AsyncKernelManager(kernel_name="python3")
    if os.name == "posix":
        # Sockets in the file system: no ports to run out of or to eavesdrop on.
        manager.transport, manager.ip = "ipc", str(Path(scratch.name, "kernel"))
    run._manager = manager

    def note(message: dict[str, Any]) -> None:
        run._note(message)
        on_progress(message)

    deadline = time.monotonic() + run.deadline_seconds
    client = _Client(
        notebook,
        km=manager,
        timeout_func=lambda cell: max(1, int(deadline - time.monotonic())),
        on_progress=note,
        shutdown_kernel="immediate",
        on_cell_start=lambda cell, cell_index: note(
            {"cell": cell_index, "cells": len(notebook.cells)}
        ),
        resources={"metadata": {"path": str(run.folder)}},
    )
    client.owns_km = True  # so that nbclient closes channels and files, whatever happens
    artifacts = Path(scratch.name, "artifacts")
    artifacts.mkdir()
    started = datetime.datetime.now(datetime.UTC)
    try:
        client.execute(env=_environment(run, notebook, artifacts))
        weights = {file.name: file.read_bytes() for file in artifacts.iterdir()}
    except Exception as error:
        if run._stopped.is_set():
            raise InterruptedRunError(plan.title) from error
        reason = _explain(error, run, time.monotonic() > deadline)
        raise ExecutionError(f"{plan.title}: {reason}") from error
    finally:
        _kill_group(manager)
        scratch.cleanup()
    record = _record(plan, client, started)
    clean_outputs(notebook)
    notebook.metadata.update(
        kernelspec={"name": "python3", "display_name": "Python 3", "language": "python"},
        language_info={"name": "python"},
    )
    return Executed(notebook, record, weights)


def _environment(run: Run, notebook: Any, artifacts: Path) -> dict[str, str]:
    plan = run.plan
    # The kernel counts the cells that it is sent; those without code are never sent.
    sent = [
        fingerprint
        for cell, fingerprint in zip(notebook.cells, plan.fingerprints, strict=True)
        if cell.source.strip()
    ]
    return dict(os.environ) | {
        PROFILE_VARIABLE: plan.profile,
        SEED_VARIABLE: str(plan.seed),
        "PYTHONHASHSEED": "0",
        CELLS_VARIABLE: " ".join(sent),
        CHECKPOINTS_VARIABLE: str(run.checkpoints.path),
        CHECKPOINT_SECONDS_VARIABLE: str(60 * run.checkpoint_minutes),
        ARTIFACTS_VARIABLE: str(artifacts),
    }


def _record(plan: PlannedNotebook, client: _Client, started: datetime.datetime) -> dict[str, Any]:
    framework = framework_of(plan.tab)
    return {
        "page": plan.page,
        "tab": plan.tab,
        "profile": plan.profile,
        "seed": plan.seed,
        "numerics": numerics_version(plan.tab),
        "fingerprints": list(plan.fingerprints),
        "versions": framework.versions() if framework else {"python": platform.python_version()},
        "started": started.isoformat(timespec="seconds"),
        "seconds_per_cell": [_seconds_of(cell) for cell in client.nb.cells],
        "results": client.results,
    }


def _seconds_of(cell: Any) -> float:
    """Return how long a cell took; nbclient notes the times of those that it sends."""
    times = cell.metadata.get("execution", {})
    busy, idle = (times.get(f"iopub.status.{state}", "") for state in ("busy", "idle"))
    if not idle:
        return 0.0
    took = datetime.datetime.fromisoformat(idle) - datetime.datetime.fromisoformat(busy)
    return max(0.0, round(took.total_seconds(), 2))  # clocks are set back


def _explain(error: Exception, run: Run, is_late: bool) -> str:
    if isinstance(error, CellExecutionError):
        return f"a cell failed:\n{plain_text(str(error)).strip()}"
    if isinstance(error, CellTimeoutError) or is_late:
        remedy = "raise the deadline in config.ini ([ninbook] deadline) or with --deadline"
        return f"not done after {run.deadline_seconds:.0f} s; {remedy}"
    if isinstance(error, DeadKernelError):
        return f"the kernel died{_exit_status(run)}"
    return f"{type(error).__name__}: {error}"


def _process_of(manager: AsyncKernelManager | None) -> Any:
    return getattr(getattr(manager, "provisioner", None), "process", None)


def _exit_status(run: Run) -> str:
    process = _process_of(run._manager)
    code = process.poll() if process is not None else None
    if code is None:
        return ""
    if code < 0:
        name = signal.Signals(-code).name
        hint = "; out of memory?" if -code == signal.SIGKILL else ""
        return f" of {name}{hint}"
    return f" with exit code {code}"


def _kill_group(manager: AsyncKernelManager | None) -> None:
    provisioner = getattr(manager, "provisioner", None)
    group = getattr(provisioner, "pgid", None) or getattr(provisioner, "pid", None)
    if not group:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg") and group != os.getpgrp():
            os.killpg(group, signal.SIGKILL)
