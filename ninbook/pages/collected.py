"""The folder ``build/downloads``, in which the PDFs and archives of all editions are collected."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ninbook.source import Book


def downloads_folder(book: Book) -> Path:
    """Return the folder in which the files of all editions are collected."""
    target = Path(book.config.tgt_dir)
    return (target.parent if book.edition else target) / "downloads"


def keep_only(book: Book, suffix: str, names: Collection[str]) -> None:
    """Delete what was collected, but for some files.

    Args:
        book: the book, in any edition.
        suffix: that of the files in question.
        names: those that stay.
    """
    for file in downloads_folder(book).glob(f"*{suffix}"):
        if file.name not in names:
            file.unlink()
