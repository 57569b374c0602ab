"""``<!-- ninbook: calculator nin, alexnet -->``: what networks need, to be changed on the site.

Every target has the table. On the site a script puts the calculator in its place; `settings` is
what the script starts from.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ninbook.directives.arguments import network_names
from ninbook.directives.context import Context, Place
from ninbook.document.fragment import fragment
from ninbook.document.nodes import Node
from ninbook.networks import PRESETS, resources_of
from ninbook.networks.code import LIMITS, code_of
from ninbook.words.words import Catalogue, words_in

_HERE = Path(__file__).parent

BATCH = 128
SCRIPTS = ("networks.js", "calculator.js")
STYLES = ("calculator.css",)
PARAMETERS = ("network", "batch")
_STATIC_WORDS = ("intro", "definitions", "start_script")
"""Words that the script does without."""


def expand(context: Context, argument: str) -> list[Node]:
    """Return the static table, in a place for the script."""
    names = network_names(argument)
    words = words_in(_HERE, context.language)
    widget = Node("widget", attrs={"name": "calculator", "argument": ",".join(names)})
    widget.children = fragment(
        "\n\n".join([words["intro"], static_table(names, words), words["definitions"]])
    )
    return [widget]


def static_table(names: Sequence[str], words: Catalogue) -> str:
    """Return a Markdown table with a column for each network."""
    found = [resources_of(PRESETS[name].network) for name in names]
    batch = f"{BATCH:,}"
    rows = [
        (words["parameters"], [f"{one.parameters:,}" for one in found]),
        (words["work"], [f"{one.multiply_accumulates:,}" for one in found]),
        (words["parameter_memory"], [_bytes(one.parameter_bytes) for one in found]),
        (words["prediction"].format(batch=1), [_bytes(one.prediction_bytes(1)) for one in found]),
        (
            words["prediction"].format(batch=batch),
            [_bytes(one.prediction_bytes(BATCH)) for one in found],
        ),
        (
            words["training"].format(batch=batch),
            [_bytes(one.training_bytes(BATCH)) for one in found],
        ),
    ]
    titles = " | ".join(PRESETS[name].title for name in names)
    lines = [f"| {words['quantity']} | {titles} |", f"|:---|{'---:|' * len(names)}"]
    lines += [f"| {name} | {' | '.join(values)} |" for name, values in rows]
    return "\n".join(lines)


def settings(place: Place) -> dict[str, Any]:
    """Return what the script starts from, the same in all languages.

    Args:
        place: its argument is names of networks with commas between them; the first is the one to
            change.
    """
    names = network_names(place.argument)
    networks = [
        {"title": PRESETS[name].title, "code": code_of(PRESETS[name].network)} for name in names
    ]
    return {"networks": networks, "batch": BATCH, "limits": LIMITS}


def words_for_script(language: str) -> dict[str, str]:
    """Return what the script says.

    Args:
        language: as in BCP 47.
    """
    words = dict(words_in(_HERE, language))
    return {name: text for name, text in words.items() if name not in _STATIC_WORDS}


def button(language: str) -> str:
    """Return what the button says that starts the script.

    Args:
        language: as in BCP 47.
    """
    return words_in(_HERE, language)["start_script"]


def _bytes(number: int) -> str:
    units = ("B", "KiB", "MiB", "GiB", "TiB")
    value = float(number)
    for unit in units:
        if value < 1024 or unit == units[-1]:
            break
        value /= 1024
    return f"{value:,.1f} {unit}" if value < 100 and unit != "B" else f"{value:,.0f} {unit}"
