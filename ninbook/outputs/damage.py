"""What can be wrong with the files of a store, in the words of every command."""

from __future__ import annotations

from pathlib import Path

from ninbook.problems import COMMAND

SUMS = "SHA256SUMS"
RESTORE = f"restore it (git checkout) or execute the page again ({COMMAND} build eval --force)"
DAMAGED = f"damaged or edited: its content doesn't have the digest in {SUMS}; {RESTORE}"
FOREIGN = f"not frozen by this tool: {SUMS} doesn't list it; {RESTORE}"
LINK = "a link; frozen files are files of their own, so put the file in its place"
MISSING = f"is listed in {SUMS} but missing; {RESTORE}"
OTHER_WEIGHTS = f"not the weights that the execution names; {RESTORE}"
PENDING = f"an execution is being frozen, or its process was killed; {COMMAND} build ends it"


class DamagedError(RuntimeError):
    """A frozen file is not what was frozen; the message names it."""

    @classmethod
    def at(cls, place: str, message: str, line: int = 1) -> DamagedError:
        """Make an error of a file."""
        return cls(f"{place}:{line}: {message}")


def refuse_links(file: Path, folder: Path) -> None:
    """Make sure that a file of a store is where its name says.

    Raises:
        DamagedError: it is a link, or lies behind one.
    """
    is_link = folder.is_symlink() or file.is_symlink()
    if is_link or not file.resolve().is_relative_to(folder.resolve()):
        raise DamagedError.at(f"{folder.name}/{file.relative_to(folder).as_posix()}", LINK)
