"""The state of a PyTorch training."""

from typing import Any

import numpy as np

from ninbook.runtime.state import NotResumableError, TrainingState, Tree, converted


class TorchState(TrainingState):
    """The state of a PyTorch training."""

    tab = "pytorch"

    def capture(self, trainer: Any, model: Any) -> Tree:
        """Return the state dicts of model and optimizer."""
        if not hasattr(trainer.optim, "state_dict") or not list(model.parameters()):
            raise NotResumableError("its parameters or its optimizer are plain tensors")
        optimizer = trainer.optim.state_dict()
        return {
            "model": _to_arrays(model.state_dict()),
            "optimizer": {
                "state": {str(key): _to_arrays(each) for key, each in optimizer["state"].items()},
                "param_groups": _to_arrays(optimizer["param_groups"]),
            },
        }

    def restore(self, trainer: Any, model: Any, tree: Tree, batch: Any) -> None:
        """Load the state dicts."""
        import torch
        from torch.nn.parameter import is_lazy

        if any(is_lazy(parameter) for parameter in model.parameters()):
            with torch.no_grad():
                model(*trainer.prepare_batch(batch)[:-1])
        model.load_state_dict(_to_tensors(tree["model"]))
        optimizer = tree["optimizer"]
        trainer.optim.load_state_dict(
            {
                "state": {int(key): _to_tensors(each) for key, each in optimizer["state"].items()},
                "param_groups": _to_tensors(optimizer["param_groups"]),
            }
        )

    def random_state(self) -> Tree:
        """Return the states of the generators of the CPU and of all GPUs."""
        import torch

        gpus = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
        return [state.numpy() for state in (torch.get_rng_state(), *gpus)]

    def set_random_state(self, tree: Tree) -> None:
        """Set the generators; those of GPUs if there are as many as before."""
        import torch

        states = [torch.from_numpy(state.copy()) for state in tree]
        torch.set_rng_state(states[0])
        if torch.cuda.is_available() and torch.cuda.device_count() == len(states) - 1:
            torch.cuda.set_rng_state_all(states[1:])

    def weights(self, trainer: Any, model: Any) -> dict[str, np.ndarray]:
        """Return the model's state dict."""
        return dict(_to_arrays(model.state_dict()))

    def count_parameters(self, trainer: Any, model: Any) -> int:
        """Return the number of trainable parameters."""
        return sum(p.numel() for p in model.parameters() if p.requires_grad)


def _to_arrays(value: Any) -> Any:
    import torch

    return converted(value, torch.Tensor, lambda tensor: tensor.detach().cpu().numpy())


def _to_tensors(value: Any) -> Any:
    import torch

    return converted(value, np.ndarray, torch.from_numpy)
