"""nbclient's client, with the kernel's messages beside the outputs and a deadline for the whole."""

from __future__ import annotations

import time
from typing import Any

from nbclient import NotebookClient
from traitlets import Any as AnyTrait
from traitlets import Float

from ninbook.messages import PROGRESS_MIME, RESULT_MIME


class BookClient(NotebookClient):
    """Executes one notebook.

    Attributes:
        deadline: monotonic time by which the whole notebook must be done.
        on_progress: called with the content of each progress message.
        results: content of each result message, with the index of its cell.
        seconds: seconds that each code cell took, by index of the cell.
    """

    deadline = Float(0.0)
    on_progress = AnyTrait()

    def __init__(self, nb: Any, **options: Any) -> None:
        self.results: list[dict[str, Any]] = []
        self.seconds: dict[int, float] = {}
        self._started: dict[int, float] = {}
        options.setdefault(
            "timeout_func", lambda cell: max(1, int(self.deadline - time.monotonic()))
        )
        super().__init__(nb, **options)

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Take out the messages that are for the executor and passes on the others."""
        content = msg["content"]
        if msg["msg_type"] == "display_data":
            data = content.get("data", {})
            if PROGRESS_MIME in data:
                self.on_progress(data[PROGRESS_MIME])
                return None
            if RESULT_MIME in data:
                self.results.append({"cell": cell_index, **data[RESULT_MIME]})
                return None
        if msg["msg_type"] == "status" and cell.cell_type == "code":
            now = time.monotonic()
            if content["execution_state"] == "busy":
                self._started[cell_index] = now
            elif content["execution_state"] == "idle" and cell_index in self._started:
                self.seconds[cell_index] = now - self._started[cell_index]
        return super().process_message(msg, cell, cell_index)
