"""The state of an MXNet training."""

from __future__ import annotations

from typing import Any

import numpy as np

from ninbook.runtime.state import NotResumableError, TrainingState, Tree


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
        optimizer = updaters[0].optimizer
        return {
            "model": self.weights(trainer, model),
            "states": {str(k): _to_arrays(state) for k, state in updaters[0].states.items()},
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
        updater.states = {int(key): _from_arrays(state) for key, state in tree["states"].items()}
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


def _to_arrays(state: Any) -> Any:
    if isinstance(state, list | tuple):
        return [_to_arrays(each) for each in state]
    return None if state is None else state.asnumpy()


def _from_arrays(state: Any) -> Any:
    import mxnet

    if isinstance(state, list):
        return tuple(_from_arrays(each) for each in state)
    return None if state is None else mxnet.np.array(state, dtype=state.dtype)
