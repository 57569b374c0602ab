"""What makes trainings with d2l.torch faster and changes no number."""

from typing import Any

from ninbook.runtime import imports
from ninbook.runtime.machine import keep_freed_memory, match_workers_to_cores


def keep_memory(torch: Any) -> None:
    """Keep freed memory for the next step, unless a GPU does the training."""
    if not torch.cuda.is_available():
        keep_freed_memory()


def register() -> None:
    """Register this module's mends."""
    imports.after("torch", keep_memory)
    imports.after("d2l.torch", match_workers_to_cores)
