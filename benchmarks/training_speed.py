"""Measures a training step of the chapter's network: stock frameworks against this book's runtime.

    .venv/bin/python benchmarks/training_speed.py [--tabs T ...] [--steps N] [--dry-run]

The code is the chapter's, taken from its page: NiN, minibatches of 128 images, 224 by 224 pixels,
Fashion-MNIST with its input pipeline. Each framework is trained by two processes, one with the
runtime's stock mode and one with all of the runtime. Both stand still in front of every minibatch
(see ``training_child.py``), so they take turns step by step and a slow minute of the machine meets
both; the side that goes first alternates. Frameworks come one after the other, since two trainings
need 6 to 19 GiB: before the first minibatch, d2l's own loaders for TensorFlow and JAX keep all
60,000 enlarged images in memory.

The results go to ``training_speed.json``, ``.md`` and ``.svg`` beside this file, after each
framework. What was measured earlier on the same machine stays for the frameworks not chosen.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil
from training_report import BATCH_SIZE, to_json, to_markdown, to_svg
from training_side import BenchmarkError, Side, processor_only

from ninbook.dataset import fashion_mnist
from ninbook.frameworks import BY_TAB
from ninbook.plan import plan_page
from ninbook.runtime.device import device_name
from ninbook.settings import FULL
from ninbook.source import Book, BookError, PageError, read_page

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().with_suffix(".json")
PAGE = Path("chapter_cnn-modern", "nin.md")
DISCARDED_STEPS = 2
SMALL_IMAGES = 2000

_IMAGES = 60_000
_STOCK_BUFFER_BYTES = _IMAGES * 224 * 224 * 4
_TRAINING_BYTES = 3 << 30
_BUFFERED_TABS = ("tensorflow", "jax")
_BUSY_LOAD = 0.5
_PEAK_PROGRAM = Path(__file__).with_name("machine_peak.py")
_PEAK_SECONDS = 300


class Clock:
    """Estimates how long the run will go on.

    Args:
        frameworks: frameworks to measure.
        rounds: steps of each side per framework, discarded ones included.
    """

    def __init__(self, frameworks: int, rounds: int) -> None:
        self._frameworks = frameworks
        self._rounds = rounds
        self._seconds_per_framework: list[float] = []
        self._seconds_per_round: list[float] = []
        self._began = self._last = time.monotonic()

    def begin(self) -> None:
        """The next framework begins."""
        self._began = time.monotonic()
        self._seconds_per_round = []

    def start_rounds(self) -> None:
        """Its processes are there."""
        self._last = time.monotonic()

    def end_round(self) -> str:
        """Each side did a step; returns what is left in words."""
        now = time.monotonic()
        self._seconds_per_round.append(now - self._last)
        self._last = now
        here = (self._rounds - len(self._seconds_per_round)) * statistics.median(
            self._seconds_per_round
        )
        each = [*self._seconds_per_framework, now - self._began + here]
        later = self._frameworks - len(self._seconds_per_framework) - 1
        left = here + later * statistics.mean(each)
        return f"about {left:.0f} s left" if left < 90 else f"about {left / 60:.0f} min left"

    def end(self) -> None:
        """The framework is done."""
        self._seconds_per_framework.append(time.monotonic() - self._began)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmark; returns the exit code."""
    options = _parser().parse_args(arguments)
    images = SMALL_IMAGES if options.small_data else None
    steps = 1 if options.dry_run else options.steps
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    load = os.getloadavg()[0]
    if load > _BUSY_LOAD:
        say(f"warning: other work runs here (load average {load:.2f}); expect slower steps")
    try:
        _check_options(steps, images)
        cells, skipped = cells_to_train(options.tabs)
        _check_memory(cells, images)
        fashion_mnist.ensure()
        results = _earlier_results(set(cells) | set(skipped))
        results["skipped"] |= skipped
        clock = Clock(len(cells), DISCARDED_STEPS + steps)
        for tab, sources in cells.items():
            record = measure(tab, sources, steps, images, clock)
            results["frameworks"][tab] = record
            results["frameworks"] = _in_order(results["frameworks"])
            if not options.dry_run:
                write(results)
    except (BenchmarkError, fashion_mnist.DatasetError) as error:
        print(f"training_speed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("training_speed: interrupted; frameworks not finished are lost", file=sys.stderr)
        return 130
    print("\n" + to_markdown(results), flush=True)
    if not options.dry_run:
        say(f"written: {RESULTS.relative_to(ROOT)}, also as .md and .svg")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Measures a training step of NiN with stock frameworks and with the runtime."
    )
    parser.add_argument(
        "--tabs", nargs="+", choices=BY_TAB, default=list(BY_TAB), help="frameworks (all)"
    )
    parser.add_argument("--steps", type=int, default=7, help="steps of each side that count (7)")
    parser.add_argument(
        "--small-data",
        action="store_true",
        help=f"train on the first {SMALL_IMAGES:,} images, where memory is scarce",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="count one step, print the table, write no file"
    )
    return parser


def say(text: str) -> None:
    """Prints progress at once, apart from the table."""
    print(text, file=sys.stderr, flush=True)


def _check_options(steps: int, images: int | None) -> None:
    if Path(sys.prefix).resolve() != (ROOT / ".venv").resolve():
        raise BenchmarkError("run it as .venv/bin/python benchmarks/training_speed.py")
    most = (images or _IMAGES) // BATCH_SIZE - DISCARDED_STEPS
    if not 1 <= steps <= most:
        raise BenchmarkError(f"--steps must be from 1 to {most}, so that an epoch suffices")


def cells_to_train(tabs: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Returns the page's code cells for each framework that is here, and why others are not."""
    os.chdir(ROOT)  # d2lbook reads its configuration from there
    cells, skipped = {}, {}
    try:
        book = Book.open(ROOT)
        page = read_page(ROOT, PAGE)
    except (BookError, PageError, OSError) as error:
        raise BenchmarkError(str(error)) from error
    for tab in (tab for tab in BY_TAB if tab in tabs):
        plans = plan_page(book, page, [tab], FULL.name) if tab in book.tabs else []
        reason = BY_TAB[tab].missing_reason()
        if reason is None and not plans:
            reason = f"{PAGE} has no code for it"
        if reason is None:
            sources = [cell.source for plan in plans for cell in plan.notebook.cells]
            cells[tab] = sources
        else:
            skipped[tab] = reason
            say(f"{BY_TAB[tab].title} is left out: {reason}")
    if not cells:
        raise BenchmarkError("no framework is left; ./d2lbook build eval installs them")
    return cells, skipped


def _check_memory(tabs: Sequence[str] | Mapping[str, Any], images: int | None) -> None:
    free = psutil.virtual_memory().available
    for tab in tabs:
        buffer = _STOCK_BUFFER_BYTES if tab in _BUFFERED_TABS and images is None else 0
        needed = 2 * _TRAINING_BYTES + buffer
        if free < needed:
            way = "; or take --small-data" if buffer else ""
            raise BenchmarkError(
                f"{BY_TAB[tab].title} needs {needed / 2**30:.0f} GiB of free memory, and "
                f"{free / 2**30:.0f} GiB are free: end other programs, or leave it out of "
                f"--tabs{way}"
            )


def measure(
    tab: str, cells: Sequence[str], steps: int, images: int | None, clock: Clock
) -> dict[str, Any]:
    """Trains one framework on both sides in turns.

    Args:
        tab: the framework's tab.
        cells: the page's code cells.
        steps: steps of each side that count.
        images: images to train on; None for all.
        clock: the run's clock.

    Returns:
        All that was measured.

    Raises:
        BenchmarkError: a training failed.
    """
    title = BY_TAB[tab].title
    load = os.getloadavg()[0]
    clock.begin()
    peak = measure_peak()
    say(f"{title:10} best matrix product: {peak['flop_per_second'] / 1e9:.0f} GFLOP/s")
    task = {"tab": tab, "cells": cells, "batch_size": BATCH_SIZE, "images": images}
    seconds: dict[str, list[float]] = {"stock": [], "ours": []}
    first, unrest = {}, 0
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="training-speed-")))
        sides = []
        for name in seconds:
            side = stack.enter_context(Side(name, f"{title} ({name})", task, folder))
            first[name] = side.start()["seconds"]
            say(f"{title:10} {name:5} first minibatch after {first[name]:.1f} s")
            unrest += not side.settle()
            sides.append(side)
        clock.start_rounds()
        for number in range(1, DISCARDED_STEPS + steps + 1):
            counted = number > DISCARDED_STEPS
            taken = {}
            for side in sides if number % 2 else reversed(sides):
                taken[side.name] = side.step(counted)
                unrest += not side.settle()
                if counted:
                    seconds[side.name].append(taken[side.name])
            mark = "" if counted else " (not counted)"
            say(
                f"{title:10} step {number}/{DISCARDED_STEPS + steps}  stock {taken['stock']:.2f} s"
                f"  ours {taken['ours']:.2f} s{mark}, {clock.end_round()}"
            )
    clock.end()
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "steps": steps,
        "images": images,
        "load_average_before": round(load, 2),
        "versions": _versions(tab),
        "peak": peak,
        "unrest": unrest,
        "sides": {
            side.name: {
                "seconds_per_step": [round(value, 4) for value in seconds[side.name]],
                "seconds_to_first_minibatch": round(first[side.name], 2),
                "peak_pss_bytes": side.peak_pss_bytes,
                "peak_rss_bytes": side.peak_rss_bytes,
            }
            for side in sides
        },
    }


def measure_peak() -> dict[str, Any]:
    """Measures the machine's fastest FP32 matrix product, in a process of its own."""
    command = [sys.executable, str(_PEAK_PROGRAM)]
    try:
        done = subprocess.run(
            command,
            env=os.environ | processor_only(),
            capture_output=True,
            text=True,
            timeout=_PEAK_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise BenchmarkError(f"{_PEAK_PROGRAM.name} took over {_PEAK_SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        raise BenchmarkError(f"{_PEAK_PROGRAM.name} failed:\n{error.stderr.strip()}") from error
    return dict(json.loads(done.stdout))


def _versions(tab: str) -> dict[str, str]:
    versions = {"python": platform.python_version()}
    for package in BY_TAB[tab].packages:
        for name in (package, f"{package}-cpu"):
            with contextlib.suppress(PackageNotFoundError):
                versions[package] = version(name)
                break
    return versions


def _machine() -> dict[str, Any]:
    return {
        "device": device_name("mxnet"),  # without loading a framework to look for its GPUs
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": platform.system(),
    }


def _earlier_results(renewed: set[str]) -> dict[str, Any]:
    """Returns what an earlier run on this machine measured, without frameworks to be renewed."""
    results: dict[str, Any] = {
        "machine": _machine(),
        "batch_size": BATCH_SIZE,
        "discarded_steps": DISCARDED_STEPS,
        "frameworks": {},
        "skipped": {},
    }
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
        earlier = json.loads(RESULTS.read_text(encoding="utf-8"))
        if all(earlier[key] == results[key] for key in ("machine", "discarded_steps")):
            for key in ("frameworks", "skipped"):
                results[key] = {
                    tab: value for tab, value in earlier[key].items() if tab not in renewed
                }
    return results


def _in_order(records: Mapping[str, Any]) -> dict[str, Any]:
    return {tab: records[tab] for tab in BY_TAB if tab in records}


def write(results: Mapping[str, Any]) -> None:
    """Writes the results beside this file."""
    RESULTS.write_text(to_json(results), encoding="utf-8")
    RESULTS.with_suffix(".md").write_text(to_markdown(results), encoding="utf-8")
    RESULTS.with_suffix(".svg").write_bytes(to_svg(results))


if __name__ == "__main__":
    sys.exit(main())
