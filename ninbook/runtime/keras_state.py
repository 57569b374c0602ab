"""The state of a TensorFlow training."""

from __future__ import annotations

from typing import Any

import numpy as np

from ninbook.runtime.state import NotResumableError, Tree


class KerasState:
    """See `ninbook.runtime.state.TrainingState`."""

    tab = "tensorflow"

    def capture(self, trainer: Any, model: Any) -> Tree:
        """Returns the variables of model and optimizer; those of dropout hold its random state."""
        if not model.variables or not hasattr(trainer.optim, "variables"):
            raise NotResumableError("its parameters or its optimizer are plain variables")
        return {
            "model": [variable.numpy() for variable in model.variables],
            "optimizer": [variable.numpy() for variable in trainer.optim.variables],
        }

    def restore(self, trainer: Any, model: Any, tree: Tree, batch: Any) -> None:
        """Builds model and optimizer and assigns their variables."""
        model(*trainer.prepare_batch(batch)[:-1])
        trainer.optim.build(model.trainable_variables)
        for part, variables in (
            ("model", model.variables),
            ("optimizer", trainer.optim.variables),
        ):
            for variable, saved in zip(variables, tree[part], strict=True):
                variable.assign(saved)

    def random_state(self) -> Tree:
        """Returns nothing: Keras keeps random states in the model's variables."""
        return None

    def set_random_state(self, tree: Tree) -> None:
        """Does nothing."""

    def begin_step(self, seed: int) -> None:
        """Does nothing."""

    def weights(self, trainer: Any, model: Any) -> dict[str, np.ndarray]:
        """Returns the weights by their paths, numbered where a path occurs twice."""
        named: dict[str, np.ndarray] = {}
        for index, variable in enumerate(model.weights):
            path = variable.path.replace("/", ".")
            named[path if path not in named else f"{path}.{index}"] = variable.numpy()
        return named

    def count_parameters(self, trainer: Any, model: Any) -> int:
        """Returns the number of trainable parameters."""
        return int(sum(np.prod(weight.shape) for weight in model.trainable_variables))
