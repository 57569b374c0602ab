"""The directives by their names: comments of a page that the builder puts something in place of.

``<!-- ninbook: results -->`` on a line of its own is one. Stock d2lbook and viewers of
Markdown leave it out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ninbook.directives import answer, results
from ninbook.directives.arguments import (
    exercise_number,
    live_network_names,
    network_names,
    nothing,
    number_and_tolerance,
)
from ninbook.directives.calculator import resource_table
from ninbook.directives.context import Context
from ninbook.directives.live import panel
from ninbook.directives.parity import parity_table
from ninbook.directives.runs import table
from ninbook.document.nodes import Node
from ninbook.plan.least_accuracy import least_accuracy


@dataclass(frozen=True)
class Directive:
    """A directive."""

    # Reads its argument; raises `ninbook.errors.ArgumentError`.
    read: Callable[[str], object]
    # Returns what stands in its place, given the page and the argument. A node with the attribute
    # ``opens`` holds what follows, up to a node "end".
    expand: Callable[[Context, str], list[Node]]


def _widget(name: str, **attrs: bool) -> Callable[[Context, str], list[Node]]:
    """Return what puts a place for a script in."""
    return lambda _, argument: [Node("widget", attrs={"name": name, "argument": argument, **attrs})]


DIRECTIVES: Mapping[str, Directive] = {
    "results": Directive(nothing, results.expand),
    "calculator": Directive(network_names, resource_table.expand),
    "answer": Directive(exercise_number, answer.begin),
    "end-answer": Directive(nothing, answer.end),
    "question": Directive(number_and_tolerance, _widget("question")),
    "explore": Directive(nothing, _widget("explore", site_only=True)),
    "live": Directive(live_network_names, panel.expand),
    "parity": Directive(nothing, parity_table.expand),
    "seeds": Directive(least_accuracy, lambda context, argument: []),  # a rule, not a thing
    "runs": Directive(nothing, table.expand),
}
