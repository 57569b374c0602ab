"""Makes figures deterministic and their text real text."""

from __future__ import annotations

import os
from types import ModuleType

from ninbook.runtime import imports


def steady_svg(matplotlib: ModuleType) -> None:
    """Fix the ids and the date in Matplotlib's SVG and keeps text as text.

    Matplotlib salts ids with a random number and writes the date, so two equal figures differ; and
    it draws letters as paths, which no reader can select and no style sheet can colour.
    """
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    matplotlib.rcParams.update(
        {
            "svg.hashsalt": "ninbook",
            "svg.fonttype": "none",
            "figure.facecolor": "none",
            "axes.facecolor": "none",
            "savefig.facecolor": "none",
            "legend.framealpha": 0.0,
        }
    )


def register() -> None:
    """Register this module's mends."""
    imports.after("matplotlib", steady_svg)
