"""The state of an MXNet training."""

from typing import Any

import numpy as np

from ninbook.runtime.state import NotResumableError, TrainingState, Tree, converted


class MxnetState(TrainingState):
    """The state of an MXNet training.

    Each step seeds MXNet (see `mends.seed_steps`), whose generators can't be read.
    """

    tab = "mxnet"

    def capture(self, trainer: Any, model: Any) -> Tree:
        """Return the parameters, and the optimizer's states and counts."""
        updaters: list[Any] = getattr(trainer.optim, "_updaters", [])
        if isinstance(model.parameters(), list) or len(updaters) != 1:
            raise NotResumableError("its parameters or its optimizer are plain arrays")
        import mxnet

        optimizer = updaters[0].optimizer
        states = {str(key): state for key, state in updaters[0].states.items()}
        return {
            "model": self.weights(trainer, model),
            "states": converted(states, mxnet.nd.NDArray, lambda array: array.asnumpy()),
            "counts": {str(k): count for k, count in optimizer._index_update_count.items()},
            "updates": optimizer.num_update,
        }

    def restore(self, trainer: Any, model: Any, tree: Tree, batch: Any) -> None:
        """Run the model once, so that the parameters exist, and sets everything."""
        import mxnet

        model(*trainer.prepare_batch(batch)[:-1])
        for name, parameter in model._collect_params_with_prefix().items():
            parameter.set_data(mxnet.np.array(tree["model"][name], dtype=parameter.dtype))
        (updater,) = trainer.optim._updaters
        states = {int(key): state for key, state in tree["states"].items()}
        updater.states = converted(
            states, np.ndarray, lambda array: mxnet.np.array(array, dtype=array.dtype)
        )
        updater.states_synced = dict.fromkeys(updater.states, True)
        updater.optimizer._index_update_count.update(
            {int(key): count for key, count in tree["counts"].items()}
        )
        updater.optimizer.num_update = tree["updates"]

    def weights(self, trainer: Any, model: Any) -> dict[str, np.ndarray]:
        """Return the parameters by their place in the model."""
        named = model._collect_params_with_prefix()
        return {name: parameter.data().asnumpy() for name, parameter in named.items()}

    def count_parameters(self, trainer: Any, model: Any) -> int:
        """Return the number of trainable parameters."""
        parameters = model.parameters()
        if not isinstance(parameters, list):
            parameters = [p.data() for p in parameters.values() if p.grad_req != "null"]
        return int(sum(array.size for array in parameters))
