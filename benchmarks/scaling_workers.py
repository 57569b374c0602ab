"""Measures for ``scaling.py`` how execution grows with workers."""

import argparse
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import scaling_book
from measuring import BenchmarkError, rounded, run, say

from ninbook.outputs import Store

COMPUTING_SECONDS = 1.0
WAITING_SECONDS = 1.0
PROFILE = "quick"
_LIMIT_SECONDS = 1800
_CLUSTER = """
import sys
from distributed import LocalCluster

options = {"threads_per_worker": 1, "dashboard_address": None}
with LocalCluster(n_workers=int(sys.argv[1]), local_directory=sys.argv[2], **options) as cluster:
    print(cluster.scheduler_address, flush=True)
    sys.stdin.read()
"""
"""A scheduler, and worker processes with one thread each, until standard input ends."""


def measure_workers(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Executes the same notebooks by each number of workers, locally and on a cluster.

    A cluster is new for each run and stands before the clock starts; what its workers import for
    their first notebook counts.
    """
    book = folder / "notebooks"
    names = scaling_book.write_notebooks(
        book, options.notebooks, COMPUTING_SECONDS, WAITING_SECONDS
    )
    seconds: dict[str, dict[str, list[float]]] = {"jobs": {}, "cluster": {}}
    inside: list[float] = []
    say(f"warm-up    {_execute(book, names, '--jobs', str(max(options.workers)))[0]:6.1f} s")
    for number in range(1, options.rounds + 1):
        for count in options.workers if number % 2 else reversed(options.workers):
            for way in ("jobs", "cluster") if number % 2 else ("cluster", "jobs"):
                if way == "jobs":
                    taken, cells = _execute(book, names, "--jobs", str(count))
                else:
                    with cluster(book, folder / f"cluster{number}-{count}", count) as address:
                        taken, cells = _execute(book, names, "--scheduler", address)
                seconds[way].setdefault(str(count), []).append(taken)
                if way == "jobs" and count == 1:
                    inside.append(cells)
                say(f"round {number}/{options.rounds}  {way:8} {count}  {taken:6.1f} s")
    return {
        "notebooks": options.notebooks,
        "computing_seconds": COMPUTING_SECONDS,
        "waiting_seconds": WAITING_SECONDS,
        **rounded(seconds),
        "cell_seconds_of_all_notebooks": round(statistics.median(inside), 2) if inside else None,
    }


def _execute(book: Path, names: Sequence[str], *options: str) -> tuple[float, float]:
    """Executes a book whose store is empty; returns the wall-clock seconds and those in cells."""
    shutil.rmtree(book / "outputs", ignore_errors=True)
    taken, text = run_command(book, "build", "eval", "--profile", PROFILE, *options)
    if text.count("\nexecuted ") + text.startswith("executed ") != len(names):
        raise BenchmarkError(f"not all of {len(names)} notebooks were executed:\n{text}")
    return taken, _check_store(book, names)


def _check_store(book: Path, names: Sequence[str]) -> float:
    """Makes sure that everything is frozen as it should be; returns the seconds spent in cells."""
    run_command(book, "check")  # ends with an error if anything is missing, stale or damaged
    store, seconds = Store(book), 0.0
    for number, name in enumerate(names):
        execution = store.load(name, None, PROFILE)
        outputs = execution.code_cells[-1].outputs if execution else []
        if [output.get("text") for output in outputs] != [f"notebook {number} is done\n"]:
            raise BenchmarkError(f"{name} has not the output that it should have: {outputs}")
        assert execution is not None
        seconds += sum(execution.record["seconds_per_cell"])
    return seconds


@contextmanager
def cluster(book: Path, folder: Path, workers: int) -> Iterator[str]:
    """Starts a Dask scheduler and worker processes in a process; yields its address."""
    folder.mkdir()
    command = [sys.executable, "-c", _CLUSTER, str(workers), str(folder)]
    log = folder / "log"
    pipe = subprocess.PIPE
    with (
        log.open("w") as errors,
        subprocess.Popen(command, cwd=book, stdin=pipe, stdout=pipe, stderr=errors) as process,
    ):
        assert process.stdout is not None
        address = process.stdout.readline().decode().strip()
        if not address:
            raise BenchmarkError(f"no cluster came up:\n{log.read_text()}")
        yield address


def run_command(book: Path, *arguments: str) -> tuple[float, str]:
    """Runs a command of the builder in a book; returns the wall-clock seconds and what it said."""
    command = [sys.executable, "-m", "ninbook", *arguments]
    return run(command, " ".join(arguments), _LIMIT_SECONDS, book)
