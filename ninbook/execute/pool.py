"""Executes several notebooks, some at a time, and stops all of them cleanly."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from ninbook.execute.kernel_run import Executed, InterruptedRunError, Run, execute

SECONDS_FOR_A_CHECKPOINT = 60


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
                run.save(SECONDS_FOR_A_CHECKPOINT)
        finally:
            for run in runs:
                run.stop()
            pool.shutdown(wait=True)
