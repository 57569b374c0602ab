"""One problem in a file, as every command prints it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """Something that is wrong at one place.

    Attributes:
        path: the file, relative to the book's root.
        line: its line, counted from 1; 0 for the file as a whole.
        message: what is wrong and what to do.
    """

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path.as_posix()}:{max(1, self.line)}: {self.message}"
