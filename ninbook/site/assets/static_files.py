"""Scripts and styles of the site: a book's own, and this package's in place of those it lacks.

What every page loads is kept light: without comments, without what is empty or unused.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import rcssmin
import rjsmin

from ninbook.files.text import read_text

if TYPE_CHECKING:  # Sphinx takes long to load
    from sphinx.application import Sphinx

_PACKAGE = Path(__file__).parents[2]
FOLDERS = (
    *(_PACKAGE / "site" / name for name in ("search", "static")),
    *sorted(folder for folder in (_PACKAGE / "directives").iterdir() if folder.is_dir()),
)
"""This package's folders of them. What a book's own folder ``static`` holds comes first."""
_MINIFIERS = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}
_UNUSED = (
    *("documentation_options.js", "doctools.js", "sphinx_highlight.js", "translations.js"),
    *("searchtools.js", "language_data.js"),
    *("styles/furo-extensions.css", "scripts/furo-extensions.js"),
)
"""Files for Sphinx's own search and index, and the theme's for extensions that no book has."""


def scripts_and_styles(root: Path) -> list[Path]:
    """Return the files of a book's site."""
    folders = (*FOLDERS, root / "static")
    found = {file.name: file for folder in folders for file in sorted(folder.glob("*"))}
    return [file for file in found.values() if file.suffix in _MINIFIERS]


def minified(file: Path) -> str:
    """Return a style sheet or script without comments and needless blanks."""
    return str(_MINIFIERS[file.suffix](read_text(file)))


def _leave_out(app: "Sphinx", page: str, template: str, context: dict, doctree: Any) -> None:
    """Keep a page from loading what is empty or unused."""
    for key in ("css_files", "script_files"):
        context[key] = [file for file in context.get(key, ()) if _is_needed(app, file)]


def _is_needed(app: "Sphinx", file: Any) -> bool:
    name = str(getattr(file, "filename", file) or "").partition("?")[0]
    source = Path(app.srcdir, name)
    is_empty = source.is_file() and not source.stat().st_size
    return not is_empty and name.removeprefix("_static/") not in _UNUSED


def _remove_unused(app: "Sphinx", error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        for name in _UNUSED:
            Path(app.outdir, "_static", name).unlink(missing_ok=True)


def setup(app: "Sphinx") -> None:
    """Register this module with Sphinx, after the theme."""
    app.connect("html-page-context", _leave_out, priority=900)
    app.connect("build-finished", _remove_unused)
