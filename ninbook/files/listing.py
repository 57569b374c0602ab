"""Lists the files below a folder, as strings: a book has thousands of them."""

import os
from collections.abc import Iterator
from pathlib import Path


def files_below(folder: Path) -> Iterator[tuple[str, str]]:
    """List all files in a folder, if there is one, and in those within it, but for hidden files.

    Yields:
        A file as seen from the folder, with forward slashes, and as the folder is named. They come
        in no particular order.
    """
    folders = [("", os.fspath(folder))] if folder.is_dir() else []
    while folders:
        prefix, within = folders.pop()
        with os.scandir(within) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append((f"{prefix}{entry.name}/", entry.path))
                elif entry.is_file() and not entry.name.startswith("."):
                    yield f"{prefix}{entry.name}", entry.path


def is_file(path: str | Path) -> bool:
    """Tell whether a path leads to a file; one that is too long for the system leads to none."""
    return os.path.isfile(path)  # noqa: PTH113  # for that, a path object raises an error


def state_of(file: str) -> str:
    """Return what changes when a file does; empty if there is none."""
    try:
        status = os.stat(file)  # noqa: PTH116  # a path object takes longer than the question
    except FileNotFoundError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns}"
