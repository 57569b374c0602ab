"""Says of a result what it was computed with, in a line and in a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ninbook.frameworks import framework_of, title_of
from ninbook.outputs import Execution
from ninbook.settings import FULL, numerics_version

_VALUES = {
    "train_loss": "Training loss",
    "val_loss": "Validation loss",
    "val_acc": "Validation accuracy",
}


def provenance_line(tab: str | None, execution: Execution | None, is_fresh: bool) -> str:
    """Returns a paragraph, as d2lbook Markdown, on where a cell's output comes from.

    Args:
        tab: the tab.
        execution: the frozen execution; None if there is none.
        is_fresh: whether it belongs to the present code.
    """
    if execution is None:
        return _paragraph("stale", "Not executed yet: this cell has no output.")
    if not is_fresh:
        return _paragraph("stale", "The code has changed since it was executed: no output yet.")
    record = execution.record
    kind = "full" if record["profile"] == FULL.name else "quick"
    parts = [_framework(tab, record), *_device(record), _run(record)]
    parts += [f"seed {record['seed']}", record["started"][:10]]
    parts.append(_duration(sum(record["seconds_per_cell"])))
    return _paragraph(kind, " · ".join(part for part in parts if part))


def results_table(tab: str | None, execution: Execution | None, is_fresh: bool) -> str:
    """Returns the numbers of the last training as a Markdown table.

    Args:
        tab: the tab.
        execution: the frozen execution; None if there is none.
        is_fresh: whether it belongs to the present code.
    """
    if execution is None or not is_fresh or not execution.record["results"]:
        return _paragraph("stale", "The table of results appears once the code is executed.")
    record = execution.record
    result = record["results"][-1]
    rows = [("Framework", _framework(tab, record)), ("Run", _run(record))]
    rows += [("Parameters", f"{result['parameters']:,}")]
    for key, name in _VALUES.items():
        if key in result["final"]:
            rows.append((name, f"{result['final'][key]:.3f}"))
    rows.append(("Seconds per epoch", f"{result['seconds_per_epoch']:,.1f}"))
    rows.append(("Device", result["device"]))
    rows.append(("Versions", _versions(record["versions"])))
    if record["numerics"] != numerics_version(tab):
        rows.append(("Note", "executed with an earlier version of the runtime's numerics"))
    lines = [f"| {name} | {value} |" for name, value in rows]
    heading = "After the last epoch" if record["profile"] == FULL.name else "After the quick run"
    return "\n".join([f"| {heading} | {title_of(tab or '')} |", "|:---|:---|", *lines])


def _framework(tab: str | None, record: Mapping[str, Any]) -> str:
    framework = framework_of(tab)
    if framework is None:
        return f"Python {record['versions']['python']}"
    version = record["versions"].get(framework.packages[0], "")
    return f"{framework.title} {version}".strip()


def _device(record: Mapping[str, Any]) -> list[str]:
    return [result["device"] for result in record["results"][-1:]]


def _run(record: Mapping[str, Any]) -> str:
    if not record["results"]:
        return "executed in full" if record["profile"] == FULL.name else "quick run"
    result = record["results"][-1]
    if record["profile"] == FULL.name:
        return f"full run: {result['epochs']} epochs, {result['steps']:,} steps"
    return (
        f"quick run: {result['train_batches']} minibatches per epoch instead of all, "
        f"{result['steps']:,} steps; not a full training"
    )


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def _versions(versions: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def _paragraph(kind: str, text: str) -> str:
    return f"```eval_rst\n\n.. rst-class:: provenance {kind}\n\n{text}\n\n```"
