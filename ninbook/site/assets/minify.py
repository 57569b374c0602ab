"""Keeps what every page loads light: styles and scripts without comments, and no empty ones."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

import rcssmin
import rjsmin
from sphinx.application import Sphinx

from ninbook.files.text import read_text

_MINIFIERS = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}
_UNUSED = ("styles/furo-extensions.css", "scripts/furo-extensions.js")
"""The theme's files for extensions that no d2lbook book has."""


def minified(file: Path) -> str:
    """Return a style sheet or script without comments and needless blanks."""
    return str(_MINIFIERS[file.suffix](read_text(file)))


def _leave_out(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Keep a page from loading what is empty or unused."""
    for key in ("css_files", "script_files"):
        context[key] = [file for file in context.get(key, ()) if _is_needed(app, file)]


def _is_needed(app: Sphinx, file: Any) -> bool:
    name = str(getattr(file, "filename", file) or "")
    path = PurePosixPath(name.partition("?")[0])
    if path.as_posix().endswith(_UNUSED):
        return False
    source = Path(app.srcdir, *path.parts)
    return not source.is_file() or source.stat().st_size > 0


def setup_minify(app: Sphinx) -> None:
    """Register this module with Sphinx, after the theme."""
    app.connect("html-page-context", _leave_out, priority=900)
