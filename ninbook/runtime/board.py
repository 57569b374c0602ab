"""The board of a d2l model: the curves that a training draws."""

from __future__ import annotations

from collections import OrderedDict, namedtuple
from typing import Any

import numpy as np

from ninbook.runtime.state import Tree

_Point = namedtuple("_Point", ["x", "y"])


def draws_plot(model: Any) -> bool:
    """Tell whether the model's training is to be seen, not one of many that a page compares."""
    return bool(getattr(getattr(model, "board", None), "display", True))


def curves_of(model: Any) -> dict[str, list[list[float]]]:
    """Return the points drawn so far by their labels; none if the model has no board."""
    lines = getattr(getattr(model, "board", None), "data", {})
    return {
        label: [[float(point.x), float(point.y)] for point in line] for label, line in lines.items()
    }


def board_state(board: Any) -> Tree:
    """Return what a checkpoint keeps of a board."""
    state: dict[str, dict[str, Tree]] = {}
    for name in ("raw_points", "data"):
        lines = getattr(board, name, {})
        state[name] = {
            label: {
                "x": np.array([float(point.x) for point in line], np.float64),
                "y": np.array([np.asarray(point.y) for point in line]),
            }
            for label, line in lines.items()
        }
    return state


def restore_board(board: Any, tree: Tree) -> None:
    """Put back what `board_state` returned."""
    if not tree["data"]:
        return
    for name, lines in tree.items():
        points = {
            label: [_Point(float(x), y) for x, y in zip(line["x"], line["y"], strict=True)]
            for label, line in lines.items()
        }
        setattr(board, name, OrderedDict(points))
