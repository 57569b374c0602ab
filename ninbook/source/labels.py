"""Labels of other d2l chapters, which live on d2l.ai and not in this book."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SITE = "https://d2l.ai/"
_TABLE = Path(__file__).with_name("d2l_labels.tsv")


@dataclass(frozen=True)
class ForeignLabel:
    """A label of Dive into Deep Learning 1.0.3.

    Attributes:
        label: its name.
        url: address of the page, with the anchor where it is known.
        number: number of the section as d2l.ai prints it; empty if unknown.
        title: heading that it stands at.
    """

    label: str
    url: str
    number: str
    title: str


@cache
def foreign_labels() -> dict[str, ForeignLabel]:
    """Returns the inventory of d2l's labels by name."""
    with _TABLE.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {
            row["label"]: ForeignLabel(
                row["label"], SITE + row["page"], row["number"], row["title"]
            )
            for row in rows
        }
