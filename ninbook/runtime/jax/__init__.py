"""What d2l needs to train with current releases of JAX and Flax, and to resume a training."""

from ninbook.dataset import fashion_mnist
from ninbook.runtime import imports
from ninbook.runtime.jax import mends, speed
from ninbook.settings import is_stock, seed_of_environment


def register() -> None:
    """Register the mends, and what makes trainings faster."""
    mends.register(imports, seed_of_environment(), fashion_mnist.load, stock=is_stock())
    if not is_stock():
        speed.register()
