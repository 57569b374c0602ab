"""The trained networks that a page can run: those whose weights a full execution has left."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ninbook.directives.arguments import live_network_names
from ninbook.document.document import Document
from ninbook.networks.presets import LIVE_PRESETS
from ninbook.outputs import Execution, Store, plan_of
from ninbook.settings import FULL
from ninbook.source import Book

TAB = "pytorch"
"""The tab whose weights are taken: ONNX has its layout."""


@dataclass(frozen=True)
class Trained:
    """A trained network: the execution that trained it, and what that says of the training."""

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


def trained_networks(book: Book, store: Store, document: Document) -> Mapping[str, Trained]:
    """Return the networks that a page asks for and that are trained, by their names."""
    marks = [mark.attrs for mark in document.find("directive") if mark.attrs["name"] == "live"]
    names = list(dict.fromkeys(n for mark in marks for n in live_network_names(mark["argument"])))
    wanted = names and TAB in book.tabs
    execution = store.load_intact(document.name, TAB, FULL.name) if wanted else None
    plan = plan_of(book, document, TAB, FULL.name, execution)
    if plan is None or execution is None or not plan.is_fresh(execution.fingerprints):
        return {}
    found = {}
    for name in names:
        parameters = LIVE_PRESETS[name].trained_parameters
        for result in execution.record["results"]:
            if "weights" in result and result["parameters"] == parameters:
                found[name] = Trained(execution, result)
    return found
