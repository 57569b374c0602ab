"""A real Dask cluster of worker processes, one of which is killed in the middle."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ninbook.execute import pool
from ninbook.execute.kernel_run import ExecutionError, Run
from ninbook.execute.pool import ClusterError, execute_on_cluster
from ninbook.outputs import Store
from tests.execute.kernels import kernels_below, plan_of, until

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, psutil.Process]]:
    """A scheduler and two workers; the address, and the process that has them below it.

    That process starts a worker anew when it dies.
    """
    folder = tmp_path_factory.mktemp("cluster")
    file = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)],
        **quiet,
    )
    workers = subprocess.Popen(
        [*dask, "worker", "--nworkers", "2", "--nthreads", "1", "--no-dashboard"]
        + ["--scheduler-file", str(file), "--local-directory", str(folder / "workers")],
        **quiet,
        env=os.environ | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "2"},
    )
    try:
        until(file.is_file)
        until(lambda: json.loads(file.read_text())["address"])
        address = json.loads(file.read_text())["address"]
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield address, psutil.Process(workers.pid)
    finally:
        for process in (workers, scheduler):
            process.terminate()
        for process in (workers, scheduler):
            process.wait(30)


def run_of(name: str, *sources: str) -> Run:
    return Run(plan_of(*sources, page=name), Path.cwd(), 120)


def test_a_killed_worker_costs_nothing_but_time(
    cluster: tuple[str, psutil.Process], tmp_path: Path
) -> None:
    address, workers = cluster
    runs = [run_of(f"page{i}", f"import time; time.sleep(3); print({i} * 111)") for i in range(4)]
    store = Store(tmp_path)
    messages: list[str] = []
    killed = False

    def progress(run: Run, message: dict) -> None:
        nonlocal killed
        messages.append(run.plan.page)
        kernels = kernels_below(workers)
        if kernels and not killed:
            killed = True
            owner = kernels[0].parent()
            os.kill(owner.pid, signal.SIGKILL)

    for outcome in execute_on_cluster(runs, address, progress):
        assert outcome.error is None
        store.freeze(outcome.run.plan, outcome.executed.notebook, outcome.executed.record)
    assert killed
    assert set(messages) == {f"page{i}" for i in range(4)}
    assert not store.damage()
    for i in range(4):
        execution = store.load(f"page{i}", None, "quick")
        assert execution.code_cells[0].outputs[0].text == f"{i * 111}\n"


def test_a_failing_cell_is_named(cluster: tuple[str, psutil.Process]) -> None:
    (outcome,) = execute_on_cluster([run_of("page", "1 / 0")], cluster[0], lambda *_: None)
    assert isinstance(outcome.error, ExecutionError)
    assert "page: a cell failed" in str(outcome.error)
    assert "ZeroDivisionError" in str(outcome.error)


def test_whoever_stops_leaves_no_kernel(cluster: tuple[str, psutil.Process]) -> None:
    address, workers = cluster
    runs = [run_of("short", "1"), run_of("long", "import time; time.sleep(100)")]
    outcomes = execute_on_cluster(runs, address, lambda *_: None)
    assert next(outcomes).run.plan.page == "short"
    until(lambda: kernels_below(workers))
    outcomes.close()
    until(lambda: not kernels_below(workers))


def test_nobody_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_SECONDS_TO_CONNECT", 1)
    with pytest.raises(ClusterError, match=r"no Dask scheduler answers at tcp"):
        next(execute_on_cluster([run_of("page", "1")], "tcp://127.0.0.1:9", lambda *_: None))
