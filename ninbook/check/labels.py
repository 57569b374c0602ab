"""Problems of labels: two of a name, references without one, and labels at what has no number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from ninbook.check.hints import hint
from ninbook.check.names import Names
from ninbook.document.d2l_labels import d2l_label, d2l_labels
from ninbook.problems import Problem, Severity

_NUMBERED = ("heading", "figure", "table", "math_block")
_UNNUMBERED = {"picture": "a picture without a caption", "rows": "a table without a caption"}


def check_labels(pages: Mapping[Path, Names]) -> Iterator[Problem]:
    """Yield the problems of a book's labels.

    Args:
        pages: what each page names, by its path.
    """
    places: dict[str, list[tuple[Path, int, str]]] = defaultdict(list)
    for path, names in pages.items():
        for label, line, kind in names.labels:
            places[label].append((path, line, kind))
    for label, defined in places.items():
        for path, line, _ in defined[1:]:
            first = f"{defined[0][0].as_posix()}:{defined[0][1]}"
            message = f"label {label!r} is already defined at {first}"
            yield Problem(path, line, message, Severity.PROBLEM)
    kinds = {label.lower(): defined[0][2] for label, defined in places.items()}
    for path, names in pages.items():
        for label, line, role in names.references:
            stands = kinds.get(label.lower(), "")
            if not stands and d2l_label(label) is None:
                said = hint(label, sorted({*places, *d2l_labels()}))
                message = f"label {label!r} is not defined;{said}"
                yield Problem(path, line, message, Severity.PROBLEM)
            elif stands and role == "numref" and stands not in _NUMBERED:
                what = _UNNUMBERED.get(stands, f"a {stands.replace('_', ' ')}")
                message = f"label {label!r} belongs to {what}, which has no number"
                yield Problem(path, line, message, Severity.PROBLEM)
            elif stands and role == "eqref" and stands != "math_block":
                message = f":eqref: is for formulas, but {label!r} doesn't label one; use :numref:"
                yield Problem(path, line, message, Severity.PROBLEM)
