"""Plans of cells, kernels that processes have below them, and waiting for what they do."""

import time
from collections.abc import Callable

import psutil

from ninbook.document.cells import Cell
from ninbook.document.nodes import Node
from ninbook.plan import PlannedNotebook, chain


def plan_of(*sources: str, page: str = "page") -> PlannedNotebook:
    """Plans a page of these cells in a book without tabs."""
    cells = tuple(Cell(Node("cell", content=source), source) for source in sources)
    digests = tuple(chain(sources, None, "quick", 2013))
    return PlannedNotebook(page, None, "quick", 2013, cells, digests)


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Waits until something is so, and fails if it takes longer."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def kernels_below(process: psutil.Process) -> list[psutil.Process]:
    """Returns the kernels among the processes that one has started, however deep."""
    found = []
    for child in process.children(recursive=True):
        try:
            if "ipykernel_launcher" in " ".join(child.cmdline()):
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found
