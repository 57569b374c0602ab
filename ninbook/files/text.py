"""Reads text files of a book, and names those that aren't text."""

from __future__ import annotations

from pathlib import Path


class TextError(ValueError):
    """A file isn't UTF-8; the message names it, its line, and what to do."""


def read_text(file: Path) -> str:
    """Read a file in UTF-8.

    Raises:
        TextError: it isn't UTF-8.
    """
    content = file.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        place = f"{file.as_posix()}:{line}"
        raise TextError(f"{place}: not valid UTF-8; save the file as UTF-8") from error
