"""The state of a TensorFlow training."""

import re
from typing import Any

import numpy as np

from ninbook.runtime.state import NotResumableError, TrainingState, Tree

_COUNTED = re.compile(r"_\d+$")


class KerasState(TrainingState):
    """The state of a Keras training; random states are among the model's variables."""

    tab = "tensorflow"

    def capture(self, trainer: Any, model: Any) -> Tree:
        """Return the variables of model and optimizer."""
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

    def weights(self, trainer: Any, model: Any) -> dict[str, np.ndarray]:
        """Return the weights by their paths, numbered where a path occurs twice."""
        return {name: variable.numpy() for name, variable in named(model).items()}

    def count_parameters(self, trainer: Any, model: Any) -> int:
        """Return the number of trainable parameters."""
        return int(sum(np.prod(weight.shape) for weight in model.trainable_variables))


def named(model: Any) -> dict[str, Any]:
    """Return the weights by their paths.

    Keras numbers layers through the whole process. Here they are numbered anew in their order, so
    that the same model has the same names in every process.
    """
    numbers: dict[str, dict[str, int]] = {}
    found: dict[str, Any] = {}
    for index, variable in enumerate(model.weights):
        parts: list[str] = []
        for part in variable.path.split("/"):
            kind = _COUNTED.sub("", part)
            known = numbers.setdefault(f"{'.'.join(parts)}.{kind}", {})
            number = known.setdefault(part, len(known))
            parts.append(f"{kind}_{number}" if number else kind)
        path = ".".join(parts)
        found[path if path not in found else f"{path}.{index}"] = variable
    return found
