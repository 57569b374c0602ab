"""What makes trainings with d2l.jax faster, on a CPU above all, and changes no number."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from importlib.metadata import version
from typing import Any, TypeVar

from ninbook.runtime import imports
from ninbook.runtime.jax.feed import ResizedBatches


def convolve_without_ynnpack() -> None:
    """Keep XLA's CPU backend from handing convolutions to YNNPACK, which takes a third off a step.

    By default it hands over single convolutions, and those of NiN are slower there (jaxlib 0.10).
    XLA ends the process over a flag that it doesn't know, so only the tested release is told.
    """
    if version("jaxlib").startswith(_TESTED_JAXLIB) and _YNN not in os.environ.get("XLA_FLAGS", ""):
        flag = f"{_YNN}=LIBRARY_FUSION_TYPE_DOT"
        os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {flag}".strip()


_TESTED_JAXLIB = "0.10."
_YNN = "--xla_cpu_experimental_ynn_fusion_type"


def lean_operators(linen: Any) -> None:
    """Give Flax operators that need less memory and time on a CPU (see `operators`)."""
    from ninbook.runtime.jax import operators

    linen.relu = operators.relu_like(linen.relu)
    linen.max_pool = operators.max_pool_like(linen.max_pool)
    initialise = linen.Conv.__init__

    @wraps(initialise)
    def initialise_leanly(self: Any, *args: Any, **options: Any) -> None:
        if not options.keys() & {"conv_general_dilated", "promote_dtype"}:
            lean = operators.LeanConvolution(linen.dtypes.promote_dtype)
            options |= {"conv_general_dilated": lean.convolve, "promote_dtype": lean.promote_dtype}
        initialise(self, *args, **options)

    linen.Conv.__init__ = initialise_leanly


def keep_ahead_of_gpu(jax: Any) -> None:
    """Make minibatches early where a GPU takes them; on a CPU, that would take cores from it."""
    one_pass = ResizedBatches.__iter__

    def pass_early(self: ResizedBatches) -> Iterator[tuple[Any, Any]]:
        items = one_pass(self)
        return items if jax.default_backend() == "cpu" else read_ahead(items)

    ResizedBatches.__iter__ = pass_early  # type: ignore[method-assign]


_Item = TypeVar("_Item")


def read_ahead(items: Iterable[_Item], number: int = 2) -> Iterator[_Item]:
    """Yield what an iterable yields, of which a thread makes ``number`` items ahead."""
    iterator, end = iter(items), object()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader") as thread:
        waiting = deque(thread.submit(next, iterator, end) for _ in range(number))
        while (item := waiting.popleft().result()) is not end:
            waiting.append(thread.submit(next, iterator, end))
            yield item  # type: ignore[misc]


def register() -> None:
    """Register this module's mends."""
    imports.before("jax", convolve_without_ynnpack)
    imports.after("jax", keep_ahead_of_gpu)
    imports.after("flax.linen", lean_operators)
