"""What d2l needs to train with current releases of PyTorch, and to resume a training."""

from ninbook.runtime.pytorch import mends, speed
from ninbook.settings import is_stock


def register() -> None:
    """Register the mends, and what makes trainings faster."""
    mends.register()
    if not is_stock():
        speed.register()
