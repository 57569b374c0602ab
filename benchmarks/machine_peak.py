"""Measures how many FP32 operations per second the processor does in a large matrix product.

    .venv/bin/python benchmarks/machine_peak.py

The product is NumPy's, and PyTorch's where it is installed; the best of several counts. Prints one
line of JSON. ``training_speed.py`` runs it in a process of its own, whose threads and memory are
gone before anything else is measured.
"""

import json
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

SIDE = 4096
"""Rows and columns of the matrices."""

ATTEMPTS = 6


def main() -> None:
    """Prints the fastest product: operations per second and whose it was."""
    best: dict[str, Any] = {"flop_per_second": 0.0}
    for product, multiply in _products():
        speed = 2 * SIDE**3 / min(_seconds(multiply) for _ in range(ATTEMPTS))
        if speed > best["flop_per_second"]:
            best = {"flop_per_second": speed, "product": product}
    print(json.dumps(best))


def _products() -> Iterator[tuple[str, Callable[[], object]]]:
    import numpy as np

    generator = np.random.default_rng(0)
    left, right, result = (generator.random((SIDE, SIDE), np.float32) for _ in range(3))
    yield "NumPy", lambda: np.matmul(left, right, out=result)
    if find_spec("torch"):
        import torch

        tensors = [torch.from_numpy(array) for array in (left, right, result)]
        yield "PyTorch", lambda: torch.matmul(tensors[0], tensors[1], out=tensors[2])


def _seconds(multiply: Callable[[], object]) -> float:
    began = time.perf_counter()
    multiply()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
