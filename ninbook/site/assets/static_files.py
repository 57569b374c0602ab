"""Scripts and styles of the site: a book's own, and this project's in place of those it lacks."""

from __future__ import annotations

from pathlib import Path

STATIC = Path(__file__).parents[3] / "static"
"""This project's folder of them. A book's own is ``static``, too; what it holds comes first."""


def scripts_and_styles(root: Path) -> list[Path]:
    """Returns the files of a book's site.

    Args:
        root: the book's root.
    """
    folders = (STATIC, root / "static")
    found = {file.name: file for folder in folders for file in sorted(folder.glob("*"))}
    return [file for file in found.values() if file.suffix in (".css", ".js")]
