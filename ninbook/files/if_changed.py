"""Writes and copies files only where their content changes, so that their times stay."""

from __future__ import annotations

from pathlib import Path

from ninbook.files.write import write_atomically


def write_if_changed(file: Path, text: str) -> bool:
    """Write a file unless it has this content; keeps its time then, so that Sphinx skips it."""
    return _replace(file, text.encode("utf-8"))


def copy_if_changed(source: Path, target: Path) -> None:
    """Copy a file unless the copy has its content; keeps the copy's time then."""
    _replace(target, source.read_bytes())


def _replace(file: Path, content: bytes) -> bool:
    if file.is_file() and file.read_bytes() == content:
        return False
    write_atomically(file, content, durable=False)
    return True
