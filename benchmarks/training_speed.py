"""Measures a training step of the chapter's network: stock frameworks against this book's runtime.

    .venv/bin/python benchmarks/training_speed.py [--tabs T ...] [--steps N] [--dry-run]

The code is the chapter's, taken from its page: NiN, minibatches of 128 images, 224 by 224 pixels,
Fashion-MNIST with its input pipeline. Each framework is trained by two processes, one with the
runtime's stock mode and one with all of the runtime. Both stand still in front of every minibatch
(see ``training_child.py``), so they take turns step by step and a slow minute of the machine meets
both; the side that goes first alternates. Frameworks come one after the other, since two trainings
need 5 to 19 GiB: before the first minibatch, d2l's own loaders for TensorFlow and JAX keep all
60,000 enlarged images in memory.

The results go to ``training_speed.json``, ``.md`` and ``.svg`` beside this file, after each
framework. What was measured earlier on the same machine stays for the frameworks not chosen.
"""

import argparse
import contextlib
import json
import os
import platform
import signal
import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
from measuring import ROOT, BenchmarkError, check_environment, load_before, say
from training_measure import DISCARDED_STEPS, measure
from training_report import BATCH_SIZE, to_json, to_markdown, to_svg

from ninbook.dataset import fashion_mnist
from ninbook.frameworks import BY_TAB
from ninbook.plan import plan_page
from ninbook.runtime.machine import device_name
from ninbook.settings import FULL
from ninbook.source import Book, BookError, PageError, read_page

RESULTS = Path(__file__).resolve().with_suffix(".json")
PAGE = Path("chapter_cnn-modern", "nin.md")
SMALL_IMAGES = 2000

_IMAGES = 60_000
_GIB = 2**30
_BUFFER_BYTES = _IMAGES * 224 * 224 * 4
_BUFFERED_TABS = ("tensorflow", "jax")
_BYTES = {"pytorch": 5 * _GIB, "mxnet": 5 * _GIB, "tensorflow": 5 * _GIB, "jax": 8 * _GIB}
"""What the two trainings of a framework need together, measured, without that buffer."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmark; returns the exit code."""
    options = _parser().parse_args(arguments)
    images = SMALL_IMAGES if options.small_data else None
    steps = 1 if options.dry_run else options.steps
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is signal.SIG_DFL:  # nohup ignores one of them
            signal.signal(number, signal.default_int_handler)
    # d2lbook's parser imports pkg_resources, whose deprecation a reader can't change.
    warnings.filterwarnings("ignore", category=UserWarning, module="notedown")
    load = load_before()
    try:
        check_environment(__file__)
        _check_options(steps, images)
        cells, skipped = cells_to_train(options.tabs)
        _check_memory(cells, images)
        fashion_mnist.ensure()
        results = _new_results(skipped)
        if not options.dry_run:
            _add_earlier(results, {*cells, *skipped})
        for tab, sources in cells.items():
            record = measure(tab, sources, steps, images)
            results["frameworks"][tab] = record | {"load_average_before": round(load, 2)}
            results["frameworks"] = _in_order(results["frameworks"])
            if not options.dry_run:
                write(results)
    except fashion_mnist.DatasetError as error:
        raise BenchmarkError(str(error)) from error
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


def _check_options(steps: int, images: int | None) -> None:
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
            cells[tab] = [cell.source for cell in plans[0].cells]
        else:
            skipped[tab] = reason
            say(f"{BY_TAB[tab].title} is left out: {reason}")
    if not cells:
        raise BenchmarkError("no framework is left; ./d2lbook build eval installs them")
    return cells, skipped


def _check_memory(tabs: Sequence[str] | Mapping[str, Any], images: int | None) -> None:
    free = psutil.virtual_memory().available
    for tab in tabs:
        buffer = _BUFFER_BYTES if tab in _BUFFERED_TABS and images is None else 0
        needed = _BYTES[tab] + buffer
        if free < needed:
            way = "; or take --small-data" if buffer else ""
            raise BenchmarkError(
                f"{BY_TAB[tab].title} needs {needed / _GIB:.0f} GiB of free memory, and "
                f"{free / _GIB:.0f} GiB are free: end other programs, or leave it out of "
                f"--tabs{way}"
            )


def _new_results(skipped: Mapping[str, str]) -> dict[str, Any]:
    return {
        "machine": {
            "device": device_name("mxnet"),  # without loading a framework to look for its GPUs
            "memory_gib": round(psutil.virtual_memory().total / _GIB),
            "system": platform.system(),
        },
        "batch_size": BATCH_SIZE,
        "discarded_steps": DISCARDED_STEPS,
        "frameworks": {},
        "skipped": dict(skipped),
    }


def _add_earlier(results: dict[str, Any], renewed: set[str]) -> None:
    """Adds what an earlier run on this machine measured, without frameworks to be renewed."""
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
        earlier = json.loads(RESULTS.read_text(encoding="utf-8"))
        if all(earlier[key] == results[key] for key in ("machine", "discarded_steps")):
            for key in ("frameworks", "skipped"):
                kept = {tab: value for tab, value in earlier[key].items() if tab not in renewed}
                results[key] |= kept


def _in_order(records: Mapping[str, Any]) -> dict[str, Any]:
    return {tab: records[tab] for tab in BY_TAB if tab in records}


def write(results: Mapping[str, Any]) -> None:
    """Writes the results beside this file."""
    RESULTS.write_text(to_json(results), encoding="utf-8")
    RESULTS.with_suffix(".md").write_text(to_markdown(results), encoding="utf-8")
    RESULTS.with_suffix(".svg").write_bytes(to_svg(results))


if __name__ == "__main__":
    sys.exit(main())
