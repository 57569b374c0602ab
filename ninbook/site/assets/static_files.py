"""Scripts and styles of the site: a book's own, and this package's in place of those it lacks."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[2]
FOLDERS = (
    *(_PACKAGE / "site" / name for name in ("search", "static")),
    *sorted(folder for folder in (_PACKAGE / "directives").iterdir() if folder.is_dir()),
)
"""This package's folders of them. What a book's own folder ``static`` holds comes first."""


def scripts_and_styles(root: Path) -> list[Path]:
    """Return the files of a book's site."""
    folders = (*FOLDERS, root / "static")
    found = {file.name: file for folder in folders for file in sorted(folder.glob("*"))}
    return [file for file in found.values() if file.suffix in (".css", ".js")]
