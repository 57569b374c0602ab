"""What a training consists of, so that it can go on in another process: a class per framework."""

import random
from collections import OrderedDict, namedtuple
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

Tree = Any
_Point = namedtuple("_Point", ["x", "y"])  # of a board, which draws the curves of a training


class NotResumableError(RuntimeError):
    """A model or optimizer keeps its state where it can't be found; the message says what."""


class TrainingState(Protocol):
    """Takes a framework's training apart and puts it together again."""

    tab: str

    def capture(self, trainer: Any, model: Any) -> Tree:
        """Return parameters, buffers and the optimizer's state.

        Raises:
            NotResumableError: they can't be found.
        """

    def restore(self, trainer: Any, model: Any, tree: Tree, batch: Any) -> None:
        """Put back what `capture` returned.

        Args:
            trainer: the d2l Trainer, in `fit`.
            model: the model, whose parameters may not exist before its first input.
            tree: what `capture` returned.
            batch: a minibatch, for such a model.
        """

    def random_state(self) -> Tree:
        """Return the state of the framework's global random generator; None without one."""
        return None

    def set_random_state(self, tree: Tree) -> None:
        """Put back what `random_state` returned."""

    def weights(self, trainer: Any, model: Any) -> dict[str, np.ndarray]:
        """Return the parameters by name, in the framework's own layout."""

    def count_parameters(self, trainer: Any, model: Any) -> int:
        """Return the number of trainable parameters."""


def converted(tree: Tree, kind: type, convert: Callable[[Any], Any]) -> Tree:
    """Return a tree with each value of a kind converted, and with lists for tuples."""
    if isinstance(tree, kind):
        return convert(tree)
    if isinstance(tree, dict):
        return {key: converted(each, kind, convert) for key, each in tree.items()}
    if isinstance(tree, list | tuple):
        return [converted(each, kind, convert) for each in tree]
    return tree


def python_random_state() -> Tree:
    """Return the state of Python's and NumPy's generators."""
    version, words, gauss = random.getstate()
    name, keys, position, has_gauss, cached = np.random.get_state()
    return {
        "python": [version, np.array(words, np.uint32), gauss],
        "numpy": [name, np.asarray(keys), int(position), int(has_gauss), float(cached)],
    }


def set_python_random_state(tree: Tree) -> None:
    """Put back what `python_random_state` returned."""
    version, words, gauss = tree["python"]
    random.setstate((version, tuple(int(word) for word in words), gauss))
    name, keys, position, has_gauss, cached = tree["numpy"]
    np.random.set_state((name, keys, position, has_gauss, cached))


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
