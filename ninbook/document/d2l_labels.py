"""Labels of Dive into Deep Learning, to which a chapter of it may refer without holding them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SITE = "https://d2l.ai/"
TABLE = Path(__file__).with_name("d2l_labels.tsv")
"""Each label with its page, its number and its title."""


@dataclass(frozen=True)
class D2LLabel:
    """A label of Dive into Deep Learning 1.0.3."""

    label: str  # its name
    url: str  # address of the page, with the anchor where it is known
    number: str  # of the section or figure as d2l.ai prints it; empty if unknown
    title: str  # heading that it stands at; "Figure" or "Equation" for others


@cache
def d2l_labels() -> Mapping[str, D2LLabel]:
    """Return the labels by name."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {
            row["label"]: D2LLabel(row["label"], SITE + row["page"], row["number"], row["title"])
            for row in rows
        }


def d2l_label(name: str) -> D2LLabel | None:
    """Return a label; None if there is none of that name, in whatever case."""
    return d2l_labels().get(name) or _by_lower_case().get(name.lower())


@cache
def _by_lower_case() -> Mapping[str, D2LLabel]:
    return {name.lower(): label for name, label in d2l_labels().items()}
