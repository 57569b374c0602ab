"""What every kernel of the environment loads: the place that knows how d2l 1.0.3 must be adapted.

IPython loads this package as an extension (see ``ipython_config.py``). It imports no framework. It
registers mends that take effect when a notebook imports one, so a notebook that uses none of them
starts as fast as before, and nothing of it is seen in a cell.

When the executor started the kernel, the profile's cap on batches and the channel that reports
progress and results are in force too. In a reader's own kernel only the mends are. Notebooks for
other machines, as for Colab, carry the mends of their framework and `reader`, which needs nothing
else of this package.
"""

from __future__ import annotations

from typing import Any

from ninbook.runtime import jax, mxnet, plots, pytorch, shared_data, tensorflow, training
from ninbook.runtime.checkpoint_file import follow_cells
from ninbook.runtime.memory import return_freed_memory
from ninbook.runtime.mending import mend
from ninbook.settings import is_stock

__all__ = ["load_ipython_extension"]


def load_ipython_extension(shell: Any) -> None:
    """Prepare a kernel; IPython calls this once at its start.

    Args:
        shell: the kernel's InteractiveShell.
    """
    if not is_stock():
        return_freed_memory()
    follow_cells(shell)
    mend(plots, shared_data, pytorch, mxnet, tensorflow, jax, training)
