"""What the benchmarks share: commands with a limit, progress, and the conditions of a run."""

import datetime
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = {
    "cold": "cold: empty build folder",
    "unchanged": "nothing changed",
    "edited": "after an edit to the prose of one page",
}
"""Builds that are measured, and their titles."""
_BUSY_LOAD = 0.5
Seconds = Mapping[str, Mapping[str, Sequence[float]]]
"""Those of each round, by what was measured and how."""


class BenchmarkError(SystemExit):
    """Ends a script with a message that says why the measurement failed."""


def say(text: str) -> None:
    """Prints progress at once, also into a pipe, and apart from the table."""
    print(text, file=sys.stderr, flush=True)


def check_environment(script: str) -> None:
    """Raises BenchmarkError unless the project's own environment runs a script."""
    if Path(sys.prefix).resolve() != (ROOT / ".venv").resolve():
        raise BenchmarkError(f"run it as .venv/bin/python benchmarks/{Path(script).name}")


def load_before() -> float:
    """Returns the load average, and warns if other work runs here."""
    load = os.getloadavg()[0]
    if load > _BUSY_LOAD:
        say(f"warning: other work runs here (load average {load:.2f}); expect longer times")
    return load


def run(
    command: Sequence[str],
    title: str,
    limit_seconds: float,
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> tuple[float, str]:
    """Runs a command in a folder; returns the wall-clock seconds and what it said.

    Raises:
        BenchmarkError: it can't be started, failed or took too long; the title names it there.
    """
    began = time.perf_counter()
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=limit_seconds,
            check=False,
        )
    except OSError as error:
        raise BenchmarkError(f"{title} can't be started: {error}") from error
    except subprocess.TimeoutExpired as error:
        raise BenchmarkError(f"{title} took over {limit_seconds} s") from error
    taken = time.perf_counter() - began
    text = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    if done.returncode:
        last = "\n".join(text.strip().splitlines()[-15:])
        raise BenchmarkError(f"{title} ended with code {done.returncode}:\n{last}")
    return taken, text


def conditions(
    rounds: int, load: float, packages: Sequence[str], **programs: str
) -> dict[str, Any]:
    """Returns what is needed to judge times: machine, load, and versions."""
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "rounds": rounds,
        "cores": os.cpu_count(),
        "architecture": platform.machine(),
        "system": platform.system(),
        "load_average_before": round(load, 2),
        "versions": {
            "python": platform.python_version(),
            **programs,
            **{name: version(name) for name in packages},
        },
    }


def rounded(seconds: Seconds) -> dict[str, Any]:
    """Returns seconds as the results keep them, and their medians."""
    return {
        "seconds": {
            name: {kind: [round(value, 2) for value in values] for kind, values in by.items()}
            for name, by in seconds.items()
        },
        "medians": {
            name: {kind: round(statistics.median(values), 3) for kind, values in by.items()}
            for name, by in seconds.items()
        },
    }


def median_and_range(values: Sequence[float], digits: int = 1) -> str:
    """Returns a cell of a table."""
    median, least, most = statistics.median(values), min(values), max(values)
    return f"{median:.{digits}f} ({least:.{digits}f} to {most:.{digits}f})"
