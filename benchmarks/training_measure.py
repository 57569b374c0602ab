"""Measures one framework for ``training_speed.py``: both sides, taking turns step by step."""

import contextlib
import datetime
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measuring import run, say
from training_report import BATCH_SIZE
from training_side import Side, processor_only

from ninbook.frameworks import BY_TAB

DISCARDED_STEPS = 2
_PEAK_PROGRAM = Path(__file__).with_name("machine_peak.py")
_PEAK_SECONDS = 300


def measure(tab: str, cells: Sequence[str], steps: int, images: int | None) -> dict[str, Any]:
    """Trains one framework on both sides in turns; returns all that was measured.

    Args:
        tab: the framework's tab.
        cells: the page's code cells.
        steps: steps of each side that count.
        images: images to train on; None for all.
    """
    title = BY_TAB[tab].title
    peaks = [measure_peak(title)]
    task = {"tab": tab, "cells": cells, "batch_size": BATCH_SIZE, "images": images}
    seconds: dict[str, list[float]] = {"stock": [], "ours": []}
    first, unrest = {}, 0
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="training-speed-")))
        sides = []
        for name in seconds:
            side = stack.enter_context(Side(name, f"{title} ({name})", task, folder))
            first[name] = side.start()
            say(f"{title:10} {name:5} first minibatch after {first[name]:.1f} s")
            unrest += not side.settle()
            sides.append(side)
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
                f"  ours {taken['ours']:.2f} s{mark}"
            )
    peaks.append(measure_peak(title))
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "steps": steps,
        "images": images,
        "versions": BY_TAB[tab].versions(),
        "peak": max(peaks, key=lambda peak: float(peak["flop_per_second"])),
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


def measure_peak(title: str) -> dict[str, Any]:
    """Measures the machine's fastest FP32 matrix product, in a process of its own."""
    command = [sys.executable, str(_PEAK_PROGRAM)]
    environment = os.environ | processor_only()
    _, text = run(command, _PEAK_PROGRAM.name, _PEAK_SECONDS, Path.cwd(), environment)
    peak = dict(json.loads(text.splitlines()[-1]))
    say(f"{title:10} fastest matrix product: {peak['flop_per_second'] / 1e9:.0f} GFLOP/s")
    return peak
