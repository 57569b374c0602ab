"""Writes and copies files only where their content changes, so that their times stay."""

from __future__ import annotations

import shutil
from pathlib import Path


def write_if_changed(file: Path, text: str) -> bool:
    """Writes a file unless it has this content; keeps its time then, so that Sphinx skips it."""
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return True


def copy_if_changed(source: Path, target: Path) -> None:
    """Copies a file unless the copy has its content; keeps the copy's time then."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file() or source.read_bytes() != target.read_bytes():
        shutil.copyfile(source, target)
