"""The pages of a site as they lie on the disk, so that what was found in them can be remembered."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

from sphinx.application import Sphinx

from ninbook.files.listing import state_of


def written_pages(app: Sphinx, names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Look at pages that Sphinx wrote, at the end of a build.

    Yields:
        Name, file, and what changes when the file does.
    """
    builder: Any = app.builder
    folder = os.fspath(app.outdir)
    for name in names:
        file = f"{folder}/{name}{builder.out_suffix}"
        state = state_of(file)
        if state:
            yield name, file, state
