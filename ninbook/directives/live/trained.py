"""The trained networks that a page can run: those whose weights a full execution has left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ninbook.networks import LIVE_PRESETS
from ninbook.outputs import Execution, Store, plan_of
from ninbook.settings import FULL
from ninbook.source import Book, Document
from ninbook.source.comments import COMMENT, live_network_names

COMMENT_NAME = "live"
TAB = "pytorch"
"""The tab whose weights are taken: ONNX has its layout."""


@dataclass(frozen=True)
class Trained:
    """A trained network.

    Attributes:
        execution: the execution that trained it.
        result: what that says of the training.
    """

    execution: Execution
    result: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Digest of its weights."""
        return str(self.result["weights"]["sha256"])

    @property
    def accuracy(self) -> float | None:
        """Its accuracy on the validation images after the last epoch; None if that isn't known."""
        found = self.result["final"].get("val_acc")
        return None if found is None else float(found)


def trained_networks(book: Book, store: Store, page: Document) -> Mapping[str, Trained]:
    """Returns the networks that a page asks for and that are trained, by their names.

    Args:
        book: the book.
        store: its frozen outputs.
        page: the page.
    """
    names = list(dict.fromkeys(_wanted(page)))
    wanted = names and TAB in book.tabs
    execution = store.load_intact(page.name, TAB, FULL.name) if wanted else None
    plan = plan_of(book, page, TAB, FULL.name, execution)
    if plan is None or execution is None or not plan.is_fresh(execution.fingerprints):
        return {}
    found = {}
    for name in names:
        parameters = LIVE_PRESETS[name].trained_parameters
        for result in execution.record["results"]:
            if "weights" in result and result["parameters"] == parameters:
                found[name] = Trained(execution, result)
    return found


def _wanted(page: Document) -> Iterator[str]:
    for comment in COMMENT.finditer(page.text):
        if comment["name"] == COMMENT_NAME:
            yield from live_network_names(comment["argument"] or "")
