"""Reads text files of a book, and names those that aren't text."""

import re
from pathlib import Path

_ENCODING = re.compile(rb"""<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.-]+)""")
"""The declaration of XML, as far as it names an encoding."""


class PageError(ValueError):
    """A page, or another text of the book, can't be read; the message names file and line."""


def read_text(file: Path) -> str:
    """Read a file in UTF-8.

    Raises:
        PageError: it isn't UTF-8.
    """
    return decoded(file.read_bytes(), file)


def read_svg(file: Path) -> str:
    """Read a picture in the encoding that it declares, if that extends ASCII, else in UTF-8.

    In one in UTF-16, which is shown as it is, nothing is found.
    """
    content = file.read_bytes()
    declared = _ENCODING.match(content)
    try:
        return content.decode(declared[1].decode() if declared else "utf-8", "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


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
