"""What an output was computed with, in a sentence."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ninbook.frameworks import framework_of
from ninbook.outputs.store import Execution
from ninbook.settings import FULL
from ninbook.words.words import ENGLISH, Words

_CORES = re.compile(r"(\d+) cores")
_INSTRUCTIONS = re.compile(r"(\S+) with ([^\s,]+)(?=,|$)")  # not "RTX 2070 with Max-Q Design"


def provenance(
    tab: str | None, execution: Execution | None, is_fresh: bool, words: Words = ENGLISH
) -> tuple[str, str]:
    """Say where an output comes from: a word for its style (full, quick, stale), and a sentence."""
    if execution is None:
        return "stale", words.not_executed
    if not is_fresh:
        return "stale", words.code_changed
    record = execution.record
    kind = "full" if record["profile"] == FULL.name or not execution.trained else "quick"
    parts = [framework_and_version(tab, record), *device_of(record, words), run_of(record, words)]
    parts += [words.seed.format(seed=record["seed"]), record["started"][:10]]
    parts.append(duration(seconds_of(record), words))
    return kind, " · ".join(part for part in parts if part)


def framework_and_version(tab: str | None, record: Mapping[str, Any]) -> str:
    """Return what an execution was executed with, such as "JAX 0.10.2"."""
    framework = framework_of(tab)
    if framework is None:
        return f"Python {record['versions']['python']}"
    version = record["versions"].get(framework.packages[0], "")
    return f"{framework.title} {version}".strip()


def device_of(record: Mapping[str, Any], words: Words) -> list[str]:
    """Return what the last training of an execution ran on; nothing if there was none."""
    return [_translated(result["device"], words) for result in record["results"][-1:]]


def _translated(device: str, words: Words) -> str:
    """Translate what the runtime says of the machines of a training, one after the other."""
    device = _CORES.sub(lambda found: words.cores.format(number=found[1]), device)
    device = _INSTRUCTIONS.sub(
        lambda found: words.instructions.format(machine=found[1], extension=found[2]), device
    )
    return device.replace(", then ", words.then)


def run_of(
    record: Mapping[str, Any], words: Words, results: Sequence[Mapping[str, Any]] | None = None
) -> str:
    """Say how long an execution trained, or these of its trainings: in full, or how much of it."""
    results = record["results"] if results is None else results
    if not results:
        return words.executed_in_full  # the profiles cut nothing but trainings
    template = words.full_run if len(results) == 1 else words.full_runs
    if record["profile"] != FULL.name:
        template = words.quick_run
    return template.format(
        trainings=len(results),
        epochs=results[-1]["epochs"],
        steps=sum(result["steps"] for result in results),
        batches=results[-1]["train_batches"],
    )


def seconds_of(record: Mapping[str, Any]) -> float:
    """Return how long an execution took.

    The cells' times know only of the last process. A training that went on from a checkpoint counts
    with all its epochs, each as long as the fastest.
    """
    seconds = float(sum(record["seconds_per_cell"]))
    resumed = [result for result in record["results"] if result.get("resumed")]
    return max(seconds, sum(float(one["epochs"] * one["seconds_per_epoch"]) for one in resumed))


def duration(seconds: float, words: Words) -> str:
    """Return a length of time in a unit that suits it."""
    if seconds < 120:
        return words.seconds.format(value=seconds)
    if seconds < 7200:
        return words.minutes.format(value=seconds / 60)
    return words.hours.format(value=seconds / 3600)
