"""Executes several notebooks, on this machine or on a Dask cluster, and stops all of them cleanly.

A worker of a cluster executes in a kernel of its own machine and returns the executed notebook with
its weights, so nothing is shared but the network. Its checkpoints lie in its own cache; when a
worker dies, Dask gives the notebook to another one, which goes on from the checkpoint if it shares
that cache.
"""

import subprocess
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ninbook.execute.kernel_run import (
    Executed,
    ExecutionError,
    InterruptedRunError,
    Run,
    execute,
)
from ninbook.plan.plan import PlannedNotebook

_SECONDS_FOR_A_CHECKPOINT = 60
_SECONDS_TO_CONNECT = 20
_SECONDS_BETWEEN_LOOKS = 1


@dataclass(frozen=True)
class Outcome:
    """How one execution ended."""

    run: Run
    executed: Executed | None = None  # None if it failed
    error: Exception | None = None  # why it failed; None if it didn't


def default_jobs() -> int:
    """Return how many notebooks run at a time: one per GPU, else one, since it uses all cores."""
    try:
        listed = subprocess.run(
            ["nvidia-smi", "--list-gpus"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return 1
    return max(1, len(listed.stdout.splitlines()))


def execute_all(
    runs: Sequence[Run], jobs: int, on_progress: Callable[[Run, dict[str, Any]], None]
) -> Iterator[Outcome]:
    """Execute notebooks and yields each as it ends.

    When the caller stops iterating, by an exception such as KeyboardInterrupt too, trainings in
    progress save a checkpoint, and every kernel is killed with its process group before this
    returns. A second KeyboardInterrupt does without the checkpoint.

    Args:
        runs: what to execute, in order.
        jobs: notebooks at a time.
        on_progress: called from other threads with the run and a message.

    Yields:
        One outcome per run, in the order in which they end.
    """

    def one(run: Run) -> Outcome:
        try:
            return Outcome(run, execute(run, lambda message: on_progress(run, message)))
        except Exception as error:
            return Outcome(run, error=error)

    pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="notebook")
    pending: set[Future[Outcome]] = {pool.submit(one, run) for run in runs}
    try:
        while pending:
            done, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in done:
                outcome = future.result()
                if not isinstance(outcome.error, InterruptedRunError):
                    yield outcome
    finally:
        for future in pending:
            future.cancel()
        try:
            for run in runs:
                run.save(_SECONDS_FOR_A_CHECKPOINT)
        finally:
            for run in runs:
                run.stop()
            pool.shutdown(wait=True)


class ClusterError(RuntimeError):
    """The scheduler can't be reached, or has no worker."""


def execute_on_cluster(
    runs: Sequence[Run], address: str, on_progress: Callable[[Run, dict[str, Any]], None]
) -> Iterator[Outcome]:
    """Execute notebooks on a cluster and yields each as it ends.

    When the caller stops iterating, trainings in progress save a checkpoint and end.

    Args:
        runs: what to execute.
        address: the Dask scheduler's address, as in ``tcp://host:8786``.
        on_progress: called from another thread with the run and a message.

    Yields:
        One outcome per run, in the order in which they end.

    Raises:
        ClusterError: nothing answers at the address, or the cluster has no worker.
    """
    import distributed
    from distributed import Client, Event

    try:
        client = Client(address, timeout=_SECONDS_TO_CONNECT)
    except (OSError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler answers at {address}: {error}") from error
    with client:
        if not client.scheduler_info()["workers"]:
            raise ClusterError(f"the scheduler at {address} has no worker; start dask worker")
        topic = f"ninbook-{uuid.uuid4().hex}"
        stop = Event(topic, client=client)

        def hear(event: tuple[float, Any]) -> None:
            index, message = event[1]
            on_progress(runs[index], message)

        client.subscribe_topic(topic, hear)
        futures = {}
        for index, run in enumerate(runs):
            terms = (run.plan, run.deadline_seconds, run.checkpoint_minutes)
            futures[client.submit(_execute_here, topic, index, *terms, pure=False)] = run
        try:
            for future in distributed.as_completed(futures):
                outcome = _outcome(futures[future], future)
                if outcome.executed or outcome.error:
                    yield outcome
        finally:
            stop.set()
            left = [future for future in futures if not future.done()]
            with suppress(TimeoutError):
                distributed.wait(left, timeout=_SECONDS_FOR_A_CHECKPOINT)
            client.cancel(left)


def _outcome(run: Run, future: Any) -> Outcome:
    from distributed import KilledWorker

    error = future.exception()
    if error is None:
        return Outcome(run, future.result())
    if isinstance(error, KilledWorker):
        error = ExecutionError(f"{run.plan.title}: {error.allowed_failures + 1} workers died of it")
    return Outcome(run, error=error)


def _execute_here(
    topic: str, index: int, plan: PlannedNotebook, deadline: float, minutes: float
) -> Executed | None:
    """Execute a notebook on the worker that this is called on; None if it was stopped."""
    from distributed import Event, get_worker

    worker = get_worker()
    place = Path.cwd() / Path(plan.page).parent
    run = Run(plan, place if place.is_dir() else Path.cwd(), deadline, checkpoint_minutes=minutes)
    over = threading.Event()
    stop = Event(topic, client=worker._get_client())

    def look() -> None:
        while not over.is_set():
            if stop.wait(timeout=_SECONDS_BETWEEN_LOOKS):
                run.save(_SECONDS_FOR_A_CHECKPOINT)
                run.stop()
                return

    watcher = threading.Thread(target=look, name="stop", daemon=True)
    watcher.start()
    try:
        return execute(run, lambda message: worker.log_event(topic, (index, message)))
    except InterruptedRunError:
        return None
    finally:
        over.set()
