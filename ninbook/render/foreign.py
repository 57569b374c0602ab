"""Names labels of other d2l chapters as readers see them."""

from __future__ import annotations

from functools import cache

from ninbook.source.labels import ForeignLabel, foreign_labels


def foreign_label(target: str) -> ForeignLabel | None:
    """Returns the label of another d2l chapter; None if there is no such.

    Args:
        target: its name; Sphinx lowers the case of labels, and d2l has a few with capitals.
    """
    return foreign_labels().get(target) or _lowered().get(target)


def foreign_name(label: ForeignLabel, language: str) -> str:
    """Returns what a reference to a label says: "D2L, Section 7.6".

    Args:
        label: the label.
        language: that of the page.
    """
    return f"D2L, {_numbered(label, language) if label.number else label.title}"


@cache
def _lowered() -> dict[str, ForeignLabel]:
    return {name.lower(): found for name, found in foreign_labels().items()}


def _numbered(label: ForeignLabel, language: str) -> str:
    kind = label.label.split("_", 1)[0]
    if kind in ("fig", "img"):
        return f"그림 {label.number}" if language == "ko" else f"Figure {label.number}"
    if "." not in label.number:
        return f"{label.number}장" if language == "ko" else f"Chapter {label.number}"
    return f"{label.number}절" if language == "ko" else f"Section {label.number}"
