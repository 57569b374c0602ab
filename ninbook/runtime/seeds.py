"""One seed for every random generator, so that the same run gives the same curve."""

from __future__ import annotations

import random

import numpy as np


def seed_python(seed: int) -> None:
    """Seed Python's and NumPy's generators."""
    random.seed(seed)
    np.random.seed(seed)
