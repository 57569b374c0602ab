"""Reads text files of a book, and names those that aren't text."""

from pathlib import Path


class PageError(ValueError):
    """A page, or another text of the book, can't be read; the message names file and line."""


def read_text(file: Path) -> str:
    """Read a file in UTF-8.

    Raises:
        PageError: it isn't UTF-8.
    """
    return decoded(file.read_bytes(), file)


def read_svg(file: Path) -> str:
    """Read a picture; of one in another encoding, which is shown as it is, nothing is found."""
    return file.read_bytes().decode("utf-8", "replace")


def decoded(content: bytes, file: Path) -> str:
    """Return what a file holds as text.

    Raises:
        PageError: it isn't UTF-8.
    """
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        place = f"{file.as_posix()}:{line}"
        raise PageError(f"{place}: not valid UTF-8; save the file as UTF-8") from error
