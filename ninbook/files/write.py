"""Writes a file so that a reader sees the old content or the new, whatever happens meanwhile."""

import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ninbook.files.listing import files_below


def write_beside(file: Path, content: bytes, durable: bool = True) -> Path:
    """Write ``content`` to a hidden file beside ``file`` and return that; none stays on failure.

    The folder is made if it is missing. Permissions are those of ``file``, if it exists.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(file.stat().st_mode) if file.is_file() else 0o644
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
        Path(name).chmod(mode)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def write_atomically(file: Path, content: bytes, durable: bool = True) -> None:
    """Write ``content`` in place of ``file``, which stays as it was if that fails.

    The folder is made if it is missing. What can be made again need not be ``durable``: it may be
    lost with the power.
    """
    temporary = write_beside(file, content, durable)
    try:
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if not durable:
        return
    with suppress(OSError):  # not every system can flush a folder
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_if_changed(file: Path, text: str) -> bool:
    """Write a file unless it has this content; keeps its time then, so that Sphinx skips it."""
    return replace_if_changed(file, text.encode("utf-8"))


def copy_if_changed(source: Path, target: Path) -> None:
    """Copy a file unless the copy has its content; keeps the copy's time then."""
    replace_if_changed(target, source.read_bytes())


def replace_if_changed(file: Path, content: bytes) -> bool:
    """Write a file unless it has this content; tells whether it was written."""
    if file.is_file() and file.read_bytes() == content:
        return False
    write_atomically(file, content, durable=False)
    return True


def mirror(folder: Path, files: Mapping[str, bytes | Path], kind: str = "") -> None:
    """Let a folder hold these files alone, by their names in it; of a file's path it has a copy.

    Files whose names don't end in ``kind`` stay as they are.
    """
    for name, content in files.items():
        found = content if isinstance(content, bytes) else content.read_bytes()
        replace_if_changed(folder / name, found)
    for name, file in list(files_below(folder)):
        if name not in files and name.endswith(kind):
            Path(file).unlink()
            with suppress(OSError):  # others are in it
                for parent in Path(name).parents:
                    (folder / parent).rmdir()
