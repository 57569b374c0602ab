"""``<!-- ninbook: calculator nin, alexnet -->``: what networks need, to be changed on the site.

Every target has the table. On the site a script puts the calculator in its place; `settings` is
what the script starts from.
"""

from collections.abc import Sequence
from typing import Any

from ninbook.directives.arguments import network_names
from ninbook.directives.context import Context, Place
from ninbook.document.arrange import fragment
from ninbook.document.nodes import Node
from ninbook.networks.code import LIMITS, code_of
from ninbook.networks.presets import PRESETS
from ninbook.networks.resources import resources_of
from ninbook.words.words import Catalogue, words_in

BATCH = 128
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def expand(context: Context, argument: str) -> list[Node]:
    """Return the static table, in a place for the script."""
    names = network_names(argument)
    words = words_in("directives/calculator", context.language)
    text = f": {words['intro']}\n\n{static_table(names, words)}\n\n{words['definitions']}"
    attrs = {"name": "calculator", "argument": ",".join(names)}
    return [Node("widget", attrs=attrs, children=fragment(text))]


def static_table(names: Sequence[str], words: Catalogue) -> str:
    """Return a Markdown table with a column for each network."""
    found = [resources_of(PRESETS[name].network) for name in names]
    in_batch, in_training = (words[name].format(batch=BATCH) for name in ("prediction", "training"))
    rows = {
        words["parameters"]: [f"{one.parameters:,}" for one in found],
        words["work"]: [f"{one.multiply_accumulates:,}" for one in found],
        words["parameter_memory"]: [_bytes(one.parameter_bytes) for one in found],
        words["prediction"].format(batch=1): [_bytes(one.prediction_bytes(1)) for one in found],
        in_batch: [_bytes(one.prediction_bytes(BATCH)) for one in found],
        in_training: [_bytes(one.training_bytes(BATCH)) for one in found],
    }
    titles = " | ".join(PRESETS[name].title for name in names)
    lines = [f"| {words['quantity']} | {titles} |", f"|:---|{'---:|' * len(names)}"]
    lines += [f"| {name} | {' | '.join(values)} |" for name, values in rows.items()]
    return "\n".join(lines)


def settings(place: Place) -> dict[str, Any]:
    """Return what the script starts from: networks, the first of which is the one to change."""
    presets = [PRESETS[name] for name in network_names(place.argument)]
    networks = [{"title": one.title, "code": code_of(one.network)} for one in presets]
    return {"networks": networks, "batch": BATCH, "limits": LIMITS}


def _bytes(number: int) -> str:
    power = min(max(number.bit_length() - 1, 0) // 10, len(_UNITS) - 1)
    value = number / 1024**power
    return f"{value:,.{1 if value < 100 and power else 0}f} {_UNITS[power]}"
