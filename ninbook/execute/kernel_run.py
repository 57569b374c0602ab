"""Runs one planned notebook in a kernel that is its own process group, within a deadline."""

from __future__ import annotations

import contextlib
import copy
import datetime
import importlib.metadata
import os
import platform
import re
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
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from ninbook.execute.clean import clean_outputs
from ninbook.execute.client import BookClient
from ninbook.frameworks import framework_of
from ninbook.plan.plan import PlannedNotebook
from ninbook.settings import PROFILE_VARIABLE, SEED_VARIABLE, numerics_version
from ninbook.source.page import code_cells


class ExecutionError(RuntimeError):
    """A notebook failed; the message says where and why."""


class InterruptedRunError(RuntimeError):
    """A notebook was stopped from outside; nothing of it is kept."""


Progress = Callable[[dict[str, Any]], None]


@dataclass
class Run:
    """One execution in progress, which another thread can stop.

    Attributes:
        plan: what is executed.
        folder: working directory of the kernel.
        deadline_seconds: seconds that the whole notebook may take.
    """

    plan: PlannedNotebook
    folder: Path
    deadline_seconds: float
    _stopped: threading.Event = field(default_factory=threading.Event, repr=False)
    _manager: AsyncKernelManager | None = field(default=None, repr=False)

    def stop(self) -> None:
        """Kills the kernel's process group at once; `execute` then raises `InterruptedRunError`."""
        self._stopped.set()
        _kill_group(self._manager)

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stopped.is_set()


def execute(run: Run, on_progress: Progress) -> tuple[Any, dict[str, Any]]:
    """Executes a notebook and returns it with its record.

    Args:
        run: what to execute, where, and for how long at most.
        on_progress: called for each cell and each progress message of a training.

    Returns:
        The executed notebook, code cells only, and the record that the store keeps with it.

    Raises:
        ExecutionError: a cell raised, the kernel died, or the deadline passed.
        InterruptedRunError: `Run.stop` was called.
    """
    plan = run.plan
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [_fresh_cell(cell) for cell in code_cells(copy.deepcopy(plan.notebook))]
    sockets = tempfile.TemporaryDirectory(prefix="ninbook-")
    manager = AsyncKernelManager(kernel_name="python3")
    if os.name == "posix":
        # Sockets in the file system: no ports to run out of or to eavesdrop on.
        manager.transport, manager.ip = "ipc", str(Path(sockets.name, "kernel"))
    run._manager = manager
    client = BookClient(
        notebook,
        km=manager,
        deadline=time.monotonic() + run.deadline_seconds,
        on_progress=on_progress,
        shutdown_kernel="immediate",
        on_cell_start=lambda cell, cell_index: on_progress(
            {"cell": cell_index, "cells": len(notebook.cells)}
        ),
        resources={"metadata": {"path": str(run.folder)}},
    )
    client.owns_km = True  # so that nbclient closes channels and files, whatever happens
    environment = dict(os.environ)
    environment[PROFILE_VARIABLE] = plan.profile
    environment[SEED_VARIABLE] = str(plan.seed)
    environment["PYTHONHASHSEED"] = "0"
    started = datetime.datetime.now(datetime.UTC)
    try:
        client.execute(env=environment)
    except Exception as error:
        if run.stopped:
            raise InterruptedRunError(plan.title) from error
        raise ExecutionError(_explain(error, plan, run, client)) from error
    finally:
        _kill_group(manager)
        sockets.cleanup()
    clean_outputs(notebook)
    notebook.metadata.update(
        kernelspec={"name": "python3", "display_name": "Python 3", "language": "python"},
        language_info={"name": "python"},
    )
    return notebook, _record(plan, client, started)


def _fresh_cell(cell: Any) -> Any:
    index = cell.metadata.get("origin_pos", 0)
    return nbformat.v4.new_code_cell(cell.source, id=f"cell-{index}")


def _record(
    plan: PlannedNotebook, client: BookClient, started: datetime.datetime
) -> dict[str, Any]:
    seconds = [round(client.seconds.get(i, 0.0), 2) for i in range(len(plan.fingerprints))]
    return {
        "page": plan.page,
        "tab": plan.tab,
        "profile": plan.profile,
        "seed": plan.seed,
        "numerics": numerics_version(plan.tab),
        "fingerprints": list(plan.fingerprints),
        "versions": _versions(plan.tab),
        "started": started.isoformat(timespec="seconds"),
        "seconds_per_cell": seconds,
        "results": client.results,
    }


def _versions(tab: str | None) -> dict[str, str]:
    versions = {"python": platform.python_version()}
    framework = framework_of(tab)
    for package in framework.packages if framework else ():
        for name in (package, f"{package}-cpu"):
            with contextlib.suppress(importlib.metadata.PackageNotFoundError):
                versions[package] = importlib.metadata.version(name)
                break
    return versions


def _explain(error: Exception, plan: PlannedNotebook, run: Run, client: BookClient) -> str:
    if isinstance(error, CellExecutionError):
        plain = re.sub(r"\x1b\[[0-9;]*m", "", str(error)).strip()
        return f"{plan.title}: a cell failed:\n{plain}"
    if isinstance(error, CellTimeoutError) or time.monotonic() > client.deadline:
        return (
            f"{plan.title}: not done after {run.deadline_seconds:.0f} s; raise the deadline in "
            "config.ini ([ninbook] deadline) or with --deadline"
        )
    if isinstance(error, DeadKernelError):
        return f"{plan.title}: the kernel died{_exit_status(run)}"
    return f"{plan.title}: {type(error).__name__}: {error}"


def _exit_status(run: Run) -> str:
    provisioner = getattr(run._manager, "provisioner", None)
    process = getattr(provisioner, "process", None)
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
