"""One documented seed for every random generator, so that the same run gives the same curve."""

from __future__ import annotations

import random
from types import ModuleType

from ninbook.settings import seed_of_environment


def seed_python() -> None:
    """Seed Python's and NumPy's generators."""
    import numpy as np

    random.seed(seed_of_environment())
    np.random.seed(seed_of_environment())


def seed_torch(torch: ModuleType) -> None:
    """Seed PyTorch on all devices."""
    torch.manual_seed(seed_of_environment())


def seed_mxnet(mxnet: ModuleType) -> None:
    """Seed MXNet, and Python and NumPy again, since its loaders and initializers use those."""
    mxnet.random.seed(seed_of_environment())
    seed_python()


def seed_keras(tensorflow: ModuleType) -> None:
    """Seed Keras, TensorFlow, NumPy and Python."""
    tensorflow.keras.utils.set_random_seed(seed_of_environment())
