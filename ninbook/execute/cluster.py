"""Executes notebooks on a Dask cluster, with the interface of the local pool.

A worker executes in a kernel of its own machine and returns the executed notebook with its weights,
so nothing is shared but the network. Its checkpoints lie in its own cache; when a worker dies, Dask
gives the notebook to another one, which goes on from the checkpoint if it shares that cache.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ninbook.execute.kernel_run import (
    Executed,
    ExecutionError,
    InterruptedRunError,
    Run,
    execute,
)
from ninbook.execute.pool import SECONDS_FOR_A_CHECKPOINT, Outcome
from ninbook.plan.plan import PlannedNotebook

_SECONDS_TO_CONNECT = 20
_SECONDS_BETWEEN_LOOKS = 1


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
    from distributed import Client, Event, as_completed, wait

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
            for future in as_completed(futures):
                outcome = _outcome(futures[future], future)
                if outcome.executed or outcome.error:
                    yield outcome
        finally:
            stop.set()
            left = [future for future in futures if not future.done()]
            with suppress(TimeoutError):
                wait(left, timeout=SECONDS_FOR_A_CHECKPOINT)
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
                run.save(SECONDS_FOR_A_CHECKPOINT)
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
