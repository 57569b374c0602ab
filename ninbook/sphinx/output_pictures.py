"""The pictures among outputs: files that stand beside the nodes of a page.

The builder writes a page's nodes again when one of its pictures changes. So Sphinx needn't know
that the page depends on them, nor look at the pictures of all pages in every build.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

PREFIX = "output_"
"""What the names of all of them begin with."""


def prefix_of(page: Path) -> str:
    """Return what the names of a page's pictures begin with.

    Args:
        page: the page, relative to the book's root.
    """
    key = hashlib.sha1(str(page).encode(), usedforsecurity=False).hexdigest()[:6]
    return f"{PREFIX}{page.stem}_{key}"


def _forget_pictures(app: Sphinx, doctree: nodes.document) -> None:
    page = Path(f"{app.env.docname}.md")
    own = os.fspath(Path(app.srcdir, page.parent, prefix_of(page)))
    files = app.env.dependencies[app.env.docname]
    files.difference_update([file for file in files if os.fspath(file).startswith(own)])


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx, after whatever finds pictures."""
    app.connect("doctree-read", _forget_pictures, priority=900)
