"""Small Sphinx projects, built with the extension."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sphinx.application import Sphinx
from sphinx.locale import translators
from sphinx.util.docutils import docutils_namespace


def _build(folder: Path) -> Any:
    # Sphinx keeps the language of its last build for the whole process.
    before = dict(translators)
    try:
        with docutils_namespace():
            out, trees = folder / "html", folder / "trees"
            app = Sphinx(folder, folder, out, trees, "html", status=None, warning=None)
            app.build()
        return app
    finally:
        translators.clear()
        translators.update(before)


@pytest.fixture(scope="session")
def build_project() -> Callable[[Path], Any]:
    """Builds the Sphinx project in a folder into its ``html``; returns the application."""
    return _build
