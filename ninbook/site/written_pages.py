"""The pages of a site as they lie on the disk; what was found in them is remembered."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from sphinx.application import Sphinx

from ninbook.files.listing import state_of
from ninbook.files.memory import Memory
from ninbook.files.processes import shared_out


def file_of(app: Sphinx, page: str) -> str:
    """Return the file of a page."""
    return f"{os.fspath(app.outdir)}/{page}{app.builder.out_suffix}"  # type: ignore[attr-defined]


def look_at_pages(
    app: Sphinx, pages: Iterable[str], memory: Memory, look: Callable[[str], Any], task: str
) -> dict[str, Any]:
    """Look at pages that Sphinx wrote, at the end of a build.

    Args:
        app: Sphinx.
        pages: their names; those that weren't written are left out.
        memory: what was found at the last build in those that are as they were.
        look: returns what is to be known of a page, of which it is given the file.
        task: what the work is, for who interrupts it.
    """
    states = {page: state_of(file_of(app, page)) for page in pages}
    states = {page: state for page, state in states.items() if state}
    new = [page for page, state in states.items() if memory.recall(page, state) is None]
    found = shared_out(task, look, [file_of(app, page) for page in new])
    for page, value in zip(new, found, strict=True):
        memory.keep(page, states[page], value)
    return {page: memory.recall(page, state) for page, state in states.items()}
