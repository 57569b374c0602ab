"""``<!-- ninbook: results -->``: the numbers of the last training before it, one table per tab."""

from collections.abc import Mapping
from typing import Any

from ninbook.curves import dead_after
from ninbook.directives.context import Context
from ninbook.document.arrange import fragment
from ninbook.document.nodes import Node
from ninbook.frameworks import title_of
from ninbook.outputs import seed_search
from ninbook.outputs.provenance import device_of, framework_and_version, run_of
from ninbook.settings import FULL, numerics_version

_VALUES = ("train_loss", "val_loss", "val_acc")


def expand(context: Context, argument: str) -> list[Node]:
    """Return the table, or a sentence where nothing was trained yet."""
    execution, words = context.execution, context.words
    results = [] if execution is None or not context.is_fresh else execution.record["results"]
    results = [result for result in results if result["cell"] < context.cells]
    if execution is None or not results:
        return [Node("provenance", attrs={"kind": "stale", "text": words.no_results})]
    record = execution.record
    result = results[-1]
    rows = [
        (words.framework, framework_and_version(context.tab, record)),
        (words.run, run_of(record, words, [result])),
        (words.parameters, f"{result['parameters']:,}"),
    ]
    for key in _VALUES:
        if key in result["final"]:
            rows.append((getattr(words, key), f"{result['final'][key]:.3f}"))
    rows.append((words.seconds_per_epoch, f"{result['seconds_per_epoch']:,.1f}"))
    rows.append((words.device, device_of(record, words)[0]))
    versions = (f"{name} {version}" for name, version in record["versions"].items())
    rows.append((words.versions, ", ".join(versions)))
    dead = dead_after(result["curves"])
    if dead is not None:
        rows.append((words.note, words.dead.format(epoch=dead)))
    if record["numerics"] != numerics_version(context.tab):
        rows.append((words.note, words.older_numerics))
    heading = words.after_full if record["profile"] == FULL.name else words.after_quick
    lines = [f"| {heading} | {title_of(context.tab or '')} |", "|:---|:---|"]
    table, *_ = fragment("\n".join([*lines, *(f"| {name} | {value} |" for name, value in rows)]))
    table.attrs |= {"book": words.book_run, "run": _run(context, result)}
    return [table]


def _run(context: Context, result: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a reader's own run can be compared with, all seeds that the page tried too."""
    search = seed_search(*context.source, context.tab) if context.source else None
    return {
        "final": {key: result["final"][key] for key in _VALUES if key in result["final"]},
        "epochs": result["epochs"],
        "batches": result["train_batches"],
        "seeds": [run.result["final"] for run in search.tried] if search else [],
    }
