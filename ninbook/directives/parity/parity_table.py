"""``<!-- ninbook: parity -->``: how far every framework is from the page's referee, in one table.

The numbers come from the frozen executions of all tabs. The page's code prints them in lines such
as ``float32 logits: 9.4e-07``: the precision, one of `QUANTITIES`, and the value. Two more lines
say what was compared, ``weights: trained, SHA-256 ...`` and ``images: 32, SHA-256 ...``.
"""

import re
from collections.abc import Mapping

from ninbook.directives.context import Context
from ninbook.document.arrange import fragment
from ninbook.document.nodes import Node
from ninbook.outputs import Execution
from ninbook.outputs.provenance import framework_and_version
from ninbook.words.words import Catalogue, words_in

PRECISIONS = ("float32", "float64")
QUANTITIES = ("same class", "logits", "gradients", "relative")
_LINE = re.compile(
    rf"^((?:{'|'.join(PRECISIONS)}) (?:{'|'.join(QUANTITIES)})|weights|images): (.+)$", re.MULTILINE
)
_POWER = re.compile(r"([\d.]+)e([+-]\d+)")
_SHARE = re.compile(r"(\d+) of (\d+)")


def expand(context: Context, argument: str) -> list[Node]:
    """Return the table, which is the same in all tabs."""
    found = {
        framework_and_version(tab, execution.record): printed_numbers(execution)
        for tab, execution in context.in_all_tabs().items()
    }
    found = {title: numbers for title, numbers in found.items() if numbers}
    if not found:
        return [Node("provenance", attrs={"kind": "stale", "text": context.words.no_results})]
    words = words_in("directives/parity", context.language)
    table, *inputs = fragment(f"{table_of(found, words)}\n\n{_inputs(found, words)}")
    table.attrs["book"] = context.words.book_runs
    return [table, *inputs]


def printed_numbers(execution: Execution) -> dict[str, str]:
    """Return what a frozen execution printed of each quantity; empty if it printed none."""
    texts = (
        output["text"]
        for cell in execution.code_cells
        for output in cell.outputs
        if output.output_type == "stream"
    )
    return {name: value for text in texts for name, value in _LINE.findall(text)}


def table_of(found: Mapping[str, Mapping[str, str]], words: Catalogue) -> str:
    """Return a Markdown table of `printed_numbers`, with a column for each framework's title."""
    lines = [f"| {words['heading']} | {' | '.join(found)} |", f"|:---|{'---:|' * len(found)}"]
    for precision in PRECISIONS:
        for quantity in QUANTITIES:
            name = f"{words[precision]}: {words[quantity.replace(' ', '_')]}"
            values = [
                _value(each.get(f"{precision} {quantity}", ""), words) for each in found.values()
            ]
            lines.append(f"| {name} | {' | '.join(values)} |")
    return "\n".join(lines)


def _value(printed: str, words: Catalogue) -> str:
    power, share = _POWER.fullmatch(printed), _SHARE.fullmatch(printed)
    if power:
        return rf"${power[1]} \times 10^{{{int(power[2])}}}$"
    if share:
        return words["share"].format(part=share[1], whole=share[2])
    return printed or "–"


def _inputs(found: Mapping[str, Mapping[str, str]], words: Catalogue) -> str:
    inputs = {(numbers.get("weights", ""), numbers.get("images", "")) for numbers in found.values()}
    if len(inputs) > 1:
        return words["different_inputs"]
    ((weights, images),) = inputs
    kind, _, weights_digest = weights.partition(", ")
    count, _, images_digest = images.partition(", ")
    return words["inputs"].format(
        kind=words["trained"] if kind == "trained" else words["random"],
        weights=weights_digest,
        count=count,
        images=images_digest,
    )
