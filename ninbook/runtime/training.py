"""Follows every training of a notebook and hands over its numbers and weights.

Weights are kept of full trainings that draw a plot. One with ``model.board.display`` false is one
of many whose numbers a page compares, and nobody asks for its weights.
"""

import hashlib
import math
import os
from collections.abc import Callable, Mapping
from functools import partial, wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from ninbook.frameworks import BY_TAB
from ninbook.runtime import imports
from ninbook.runtime.channel import report_result
from ninbook.runtime.checkpoint_file import checkpoint_file
from ninbook.runtime.follower import Follower
from ninbook.runtime.jax.state import JaxState
from ninbook.runtime.mxnet.state import MxnetState
from ninbook.runtime.pytorch.state import TorchState
from ninbook.runtime.reader import keep_short
from ninbook.runtime.state import TrainingState, curves_of, draws_plot
from ninbook.runtime.tensorflow.state import KerasState
from ninbook.settings import (
    ARTIFACTS_VARIABLE,
    FULL,
    Profile,
    profile_of_environment,
    seed_of_environment,
)

_STATES: Mapping[str, Callable[[], TrainingState]] = {
    "d2l.torch": TorchState,
    "d2l.mxnet": MxnetState,
    "d2l.tensorflow": KerasState,
    "d2l.jax": JaxState,
}


def register() -> None:
    """Follow trainings in every framework; after its mends, which it must wrap."""
    for name, state in _STATES.items():
        imports.after(name, partial(follow_trainings, state=state()))


def follow_trainings(d2l: ModuleType, state: TrainingState) -> None:
    """Wrap ``d2l.Trainer`` so that trainings are capped, timed, resumed and reported.

    Does nothing in a kernel that no executor started.
    """
    profile = profile_of_environment()
    if profile is None:
        return
    prepare_data, fit = d2l.Trainer.prepare_data, d2l.Trainer.fit

    @wraps(prepare_data)
    def prepare_data_and_follow(self: Any, data: Any) -> None:
        prepare_data(self, data)
        self._follower = Follower(self, state, profile, checkpoint_file())
        keep_short(data, profile.val_batches)

    @wraps(fit)
    def fit_and_report(self: Any, model: Any, data: Any, *args: Any, **kwargs: Any) -> Any:
        returned = fit(self, model, data, *args, **kwargs)
        follower = getattr(self, "_follower", None)
        if follower is not None:
            follower.finish()
            result = _result(follower, model, state, profile)
            keeps = profile == FULL and draws_plot(model)
            weights = _save_weights(state, self, model) if keeps else None
            report_result({**result, "weights": weights} if weights else result)
        return returned

    d2l.Trainer.prepare_data = prepare_data_and_follow
    d2l.Trainer.fit = fit_and_report


def _result(
    follower: Follower, model: Any, state: TrainingState, profile: Profile
) -> dict[str, Any]:
    trainer = follower.trainer
    curves = curves_of(model)
    final = {label: line[-1][1] for label, line in curves.items() if line}
    finite = all(math.isfinite(y) for line in curves.values() for _, y in line)
    return {
        "model": type(model).__name__,
        "framework": BY_TAB[state.tab].title,
        "profile": profile.name,
        "complete": profile == FULL,
        "seed": seed_of_environment(),
        "parameters": state.count_parameters(trainer, model),
        "epochs": len(follower.epoch_seconds),
        "steps": follower.steps,
        "train_batches": trainer.num_train_batches,
        "val_batches": trainer.num_val_batches,
        "learning_rate": float(model.lr) if hasattr(model, "lr") else None,
        # The fastest was disturbed least by other work, by pauses, and by checkpoints.
        "seconds_per_epoch": min(follower.epoch_seconds, default=0.0),
        "finite": finite,
        "dead": follower.dead,
        "final": final,
        "curves": curves,
        "device": ", then ".join(follower.devices()),
        "resumed": follower.resumed,
    }


def _save_weights(state: TrainingState, trainer: Any, model: Any) -> dict[str, Any] | None:
    """Write the trained weights to the folder that the executor collects; says what it wrote."""
    folder = os.environ.get(ARTIFACTS_VARIABLE)
    weights = state.weights(trainer, model) if folder else {}
    if not folder or not weights:
        return None
    from safetensors.numpy import save

    content = save({name: array.copy(order="C") for name, array in weights.items()})
    digest = hashlib.sha256(content).hexdigest()
    Path(folder, digest).write_bytes(content)
    return {"sha256": digest, "bytes": len(content), "arrays": len(weights)}
