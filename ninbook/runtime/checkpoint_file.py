"""The checkpoint of the training that the present cell does: where it is, and when it is due."""

import os
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

from ninbook.checkpoints.folder import CheckpointFolder
from ninbook.checkpoints.tree import DamagedCheckpointError, pack, unpack
from ninbook.files.write import write_atomically
from ninbook.runtime.channel import report_note
from ninbook.settings import (
    CELLS_VARIABLE,
    CHECKPOINT_MINUTES,
    CHECKPOINT_SECONDS_VARIABLE,
    CHECKPOINTS_VARIABLE,
)

_trainings: Counter[str] = Counter()
_asked = False
_cells_begun = 0


class CheckpointFile:
    """One training's checkpoint.

    Args:
        file: where it is or will be.
        every_seconds: seconds between two checkpoints at most.
    """

    def __init__(self, file: Path, every_seconds: float) -> None:
        self._file = file
        self._every_seconds = every_seconds
        self._saved = time.monotonic()

    def load(self) -> Any:
        """Return what was saved; None if nothing was, or if it is damaged."""
        try:
            return unpack(self._file.read_bytes())
        except FileNotFoundError:
            return None
        except DamagedCheckpointError as error:
            report_note(f"begins anew, since {self._file} is damaged: {error}")
            return None

    def save(self, tree: Any) -> None:
        """Replace what was saved.

        Raises:
            OSError: it couldn't be written; what was saved before is still there.
        """
        global _asked
        write_atomically(self._file, pack(tree))
        self._saved = time.monotonic()
        _asked = False

    @property
    def is_due(self) -> bool:
        """Whether the last one is old, or the executor asks for one."""
        return _asked or time.monotonic() - self._saved >= self._every_seconds


def checkpoint_file() -> CheckpointFile | None:
    """Return the checkpoint of the next training in the cell; None if no executor sent the cell."""
    cells = os.environ.get(CELLS_VARIABLE, "").split()
    if not 0 < _cells_begun <= len(cells):
        return None
    fingerprint = cells[_cells_begun - 1]
    training = _trainings[fingerprint]
    _trainings[fingerprint] += 1
    folder = CheckpointFolder(Path(os.environ[CHECKPOINTS_VARIABLE]))
    default = 60 * CHECKPOINT_MINUTES
    seconds = float(os.environ.get(CHECKPOINT_SECONDS_VARIABLE, default))
    return CheckpointFile(folder.file(fingerprint, training), seconds)


def follow_cells(shell: Any) -> None:
    """Count the cells that an executor sends, and heed its requests for a checkpoint.

    A request is the signal SIGUSR1, where that exists. The shell's own count won't do: IPython 9
    raises it before a cell is run, IPython 8 after.
    """
    if not os.environ.get(CELLS_VARIABLE):
        return
    shell.events.register("pre_run_cell", _begin_cell)
    if hasattr(signal, "SIGUSR1"):
        signal.signal(signal.SIGUSR1, _ask)


def _begin_cell(*_: Any) -> None:
    global _cells_begun
    _cells_begun += 1


def _ask(*_: Any) -> None:
    global _asked
    _asked = True
