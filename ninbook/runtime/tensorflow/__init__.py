"""What d2l needs to train with current releases of Keras, and to resume a training."""

from ninbook.runtime import imports
from ninbook.runtime.tensorflow import mends, speed
from ninbook.settings import is_stock, seed_of_environment


def register() -> None:
    """Register the mends, and what makes trainings faster."""
    mends.register(imports, seed_of_environment(), stock=is_stock())
    if not is_stock():
        speed.register()
