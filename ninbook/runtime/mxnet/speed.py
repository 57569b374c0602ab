"""What makes trainings with d2l.mxnet faster and changes no number."""

import os
from collections.abc import Iterator
from functools import wraps
from importlib import import_module
from typing import Any

from ninbook.runtime import imports
from ninbook.runtime.machine import cores, match_workers_to_cores


def use_all_cores() -> None:
    """Let MXNet's operators use every core.

    By default MXNet 1.9.1 starts half as many threads as there are processors, taking each pair for
    one core with two threads. That halves its speed where each is a core.
    """
    os.environ.setdefault("OMP_NUM_THREADS", str(cores()))


def compile_while_training(d2l: Any) -> None:
    """Compiles the layers to graphs with static memory while a training on the CPU lasts.

    They compute the same, without a call from Python and new memory for every operator. A model
    that the reader has compiled is left as it is.
    """
    fit, prepare_batch = d2l.Trainer.fit, d2l.Trainer.prepare_batch

    @wraps(fit)
    def fit_compiled(self: Any, model: Any, data: Any, *args: Any, **options: Any) -> Any:
        if self.gpus or any(getattr(block, "_active", False) for block in _blocks(model)):
            return fit(self, model, data, *args, **options)
        model.hybridize(static_alloc=True, static_shape=True)
        try:
            return fit(self, model, data, *args, **options)
        finally:
            model.hybridize(False)

    @wraps(prepare_batch)
    def prepare_and_copy(self: Any, batch: Any) -> Any:
        # A graph refuses the memory that loader workers share.
        cpu = import_module("mxnet").cpu()
        prepared = prepare_batch(self, batch)
        return prepared if self.gpus else [array.as_in_ctx(cpu) for array in prepared]

    d2l.Trainer.fit = fit_compiled
    d2l.Trainer.prepare_batch = prepare_and_copy


def _blocks(block: Any) -> Iterator[Any]:
    yield block
    for child in getattr(block, "_children", {}).values():
        yield from _blocks(child)


def register() -> None:
    """Register this module's mends."""
    imports.before("mxnet", use_all_cores)
    imports.after("d2l.mxnet", match_workers_to_cores)
    imports.after("d2l.mxnet", compile_while_training)
