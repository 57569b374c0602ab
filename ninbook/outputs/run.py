"""A full training as it is kept without its notebook: curves, and what it was trained with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from ninbook.curves import Curves, dead_after
from ninbook.outputs.form import read_run
from ninbook.settings import FULL


@dataclass(frozen=True)
class Run:
    """The last training of a full execution."""

    page: str  # without suffix
    tab: str | None  # None in a book without tabs
    seed: int
    fingerprint: str  # of the cell that trained
    numerics: int  # version of the runtime's
    versions: Mapping[str, str]  # those of the packages
    started: str  # in ISO 8601
    result: Mapping[str, Any]  # what the runtime said of the training
    label: str = ""  # why a run of other code is kept

    @classmethod
    def of(cls, record: Mapping[str, Any], label: str = "") -> Self | None:
        """Return the last training of an execution; None if it trained nothing."""
        if not record["results"]:
            return None
        result = {key: value for key, value in record["results"][-1].items() if key != "weights"}
        fingerprint = record["fingerprints"][result["cell"]]
        names = ("page", "tab", "seed", "numerics", "versions", "started")
        known = {name: record[name] for name in names}
        return cls(**known, fingerprint=fingerprint, result=result, label=label)

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read what `to_json` returned.

        Raises:
            FormError: it is something else.
        """
        entries = read_run(content)
        del entries["profile"], entries["outcome"]
        return cls(**entries)

    def to_json(self) -> bytes:
        """Return it as a file for people and programs to read."""
        outcome = {"val_acc": self.accuracy, "dead_after": self.dead_after}
        entries = vars(self) | {"profile": FULL.name, "outcome": outcome}
        text = json.dumps(entries, indent=1, sort_keys=True, ensure_ascii=False)
        return f"{text}\n".encode()

    @property
    def file_name(self) -> str:
        """Its file's name; runs of other code have other names, so none replaces another."""
        tab = self.tab or "all"
        return f"{self.page}.{tab}.{FULL.name}.{self.seed}.{self.fingerprint[:8]}.json"

    @property
    def curves(self) -> Curves:
        """The curves that it drew."""
        curves: Curves = self.result["curves"]
        return curves

    @property
    def accuracy(self) -> float | None:
        """The validation accuracy after the last epoch; None if there was no validation."""
        accuracy: float | None = self.result["final"].get("val_acc")
        return accuracy

    @property
    def dead_after(self) -> int | None:
        """The epoch after which it was dead; None if it wasn't."""
        return dead_after(self.curves)

    def reaches(self, least: float) -> bool:
        """Tell whether it ended with this validation accuracy or a better one."""
        return self.accuracy is not None and self.accuracy >= least
