"""The state of a TensorFlow training."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ninbook.runtime.state import NotResumableError, Tree, check_names

_COUNTED = re.compile(r"_\d+$")


class KerasState:
    """See `ninbook.runtime.state.TrainingState`."""

    tab = "tensorflow"

    def capture(self, trainer: Any, model: Any) -> Tree:
        """Return the variables of model and optimizer; those of dropout hold its random state."""
        if not model.variables or not hasattr(trainer.optim, "variables"):
            raise NotResumableError("its parameters or its optimizer are plain variables")
        return {
            "model": [variable.numpy() for variable in model.variables],
            "optimizer": [variable.numpy() for variable in trainer.optim.variables],
        }

    def restore(self, trainer: Any, model: Any, tree: Tree, batch: Any) -> None:
        """Build model and optimizer and assigns their variables."""
        model(*trainer.prepare_batch(batch)[:-1])
        trainer.optim.build(model.trainable_variables)
        for part, variables in (
            ("model", model.variables),
            ("optimizer", trainer.optim.variables),
        ):
            for variable, saved in zip(variables, tree[part], strict=True):
                variable.assign(saved)

    def random_state(self) -> Tree:
        """Return nothing: Keras keeps random states in the model's variables."""
        return None

    def set_random_state(self, tree: Tree) -> None:
        """Do nothing."""

    def weights(self, trainer: Any, model: Any) -> dict[str, np.ndarray]:
        """Return the weights by their paths, numbered where a path occurs twice."""
        return {name: variable.numpy() for name, variable in _named(model).items()}

    def classifier(
        self, model: Any, weights: Mapping[str, np.ndarray], images: Any
    ) -> Callable[[Any], np.ndarray]:
        """Return the model with these weights, dropout off, as a function."""
        model.training = False
        model(images)
        variables = _named(model)
        check_names(variables, weights)
        for name, variable in variables.items():
            variable.assign(weights[name])
        return lambda images: np.asarray(model(images))

    def count_parameters(self, trainer: Any, model: Any) -> int:
        """Return the number of trainable parameters."""
        return int(sum(np.prod(weight.shape) for weight in model.trainable_variables))


def _named(model: Any) -> dict[str, Any]:
    """The weights by their paths.

    Keras numbers layers through the whole process. Here they are numbered anew in their order, so
    that the same model has the same names in every process.
    """
    numbers: dict[str, dict[str, int]] = {}
    named: dict[str, Any] = {}
    for index, variable in enumerate(model.weights):
        parts: list[str] = []
        for part in variable.path.split("/"):
            kind = _COUNTED.sub("", part)
            known = numbers.setdefault(f"{'.'.join(parts)}.{kind}", {})
            number = known.setdefault(part, len(known))
            parts.append(f"{kind}_{number}" if number else kind)
        path = ".".join(parts)
        named[path if path not in named else f"{path}.{index}"] = variable
    return named
