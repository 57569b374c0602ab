"""What every kernel of the environment loads: the place that knows how d2l 1.0.3 must be adapted.

IPython loads this package as an extension (see ``ipython_config.py``). It imports no framework. It
registers mends that take effect when a notebook imports one, so a notebook that uses none of them
starts as fast as before, and nothing of it is seen in a cell.

When the executor started the kernel, the profile's cap on batches and the channel that reports
progress and results are in force too. In a reader's own kernel only the mends are. Notebooks for
other machines, as for Colab, carry the mends of their framework and `reader`, which needs nothing
else of this package.
"""

import os
from importlib import import_module
from typing import Any

from ninbook.dataset import fashion_mnist
from ninbook.frameworks import BY_TAB
from ninbook.runtime import imports, shared, training
from ninbook.runtime.checkpoint_file import follow_cells
from ninbook.runtime.machine import return_freed_memory
from ninbook.runtime.seeds import seed_python
from ninbook.settings import STOCK_VARIABLE, seed_of_environment

__all__ = ["load_ipython_extension"]


def load_ipython_extension(shell: Any) -> None:
    """Prepare a kernel; IPython calls this once at its start."""
    seed, stock = seed_of_environment(), bool(os.environ.get(STOCK_VARIABLE))
    if not stock:
        return_freed_memory()
    follow_cells(shell)
    shared.silence_frameworks()
    seed_python(seed)
    shared.register()
    for tab in BY_TAB:
        mends = import_module(f"{__name__}.{tab}.mends")
        mends.register(imports, seed, fashion_mnist.load, stock)
        if not stock:
            import_module(f"{__name__}.{tab}.speed").register()
    training.register()  # which wraps what the others have mended
    imports.install()
