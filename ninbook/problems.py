"""Problems in files, as every command prints them."""

import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Self

COMMAND = os.environ.get("NINBOOK_COMMAND", "./d2lbook")
"""The builder's command as it was typed, for messages."""


class Severity(StrEnum):
    """What follows from a problem."""

    ERROR = "error"
    """Nothing is built: what the page means, or what its code is, can't be told."""
    PROBLEM = "problem"
    """The book is built without what is wrong."""
    WARNING = "warning"
    """The page is right, but may not say what its author meant."""


class Found(NamedTuple):
    """Something that is wrong in a line of a page: a `Problem` without file, seldom an error."""

    line: int
    message: str
    severity: Severity = Severity.PROBLEM


@dataclass(frozen=True, order=True)
class Problem:
    """Something that is wrong at one place."""

    path: Path  # relative to the book's root
    line: int  # counted from 1; 0 for the file as a whole
    message: str  # what is wrong and what to do
    severity: Severity = field(default=Severity.ERROR, compare=False)

    @classmethod
    def of(cls, error: Exception) -> Self:
        """Return what an error says whose message is ``path:line: message``."""
        path, line, message = str(error).split(":", 2)
        return cls(Path(path), int(line), message.strip())

    def __str__(self) -> str:
        said = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.path.as_posix()}:{max(1, self.line)}: {said}{self.message}"
