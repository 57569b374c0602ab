"""Folders: of the user's cache, written by one process at a time, and sealed when it is done."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import platformdirs

from ninbook.files.listing import files_below
from ninbook.files.write import write_atomically

_UNFINISHED = b"unfinished\n"
_TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}")
"""What `write_beside` calls its files."""


def cache_folder(name: str) -> Path:
    """Return this project's folder ``name`` in the user's cache; it may not exist yet."""
    return Path(platformdirs.user_cache_dir("ninbook"), name)


@contextmanager
def exclusive(folder: Path, lock: Path, but: Collection[str] = ()) -> Iterator[None]:
    """Wait until no other process writes into a folder; removes what a killed one left there.

    The file ``lock`` says whether the last process came to its end. Others write into the folders
    ``but`` all the same.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+b") as stream:
        _wait_for(stream, folder)
        stream.seek(0)
        if stream.read():
            _remove_temporary_files(folder, but)
        stream.truncate(0)
        stream.write(_UNFINISHED)
        stream.flush()
        yield
        stream.truncate(0)


def _wait_for(stream: BinaryIO, folder: Path) -> None:
    if os.name != "posix":
        return
    import fcntl

    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(f"waiting for another build in {folder}/ ...", file=sys.stderr, flush=True)
        fcntl.flock(stream, fcntl.LOCK_EX)


def _remove_temporary_files(folder: Path, but: Collection[str]) -> None:
    for within, folders, files in os.walk(folder):
        if Path(within) == folder:
            folders[:] = [name for name in folders if name not in but]
        for name in files:
            if _TEMPORARY.fullmatch(name):
                Path(within, name).unlink(missing_ok=True)


class Seal:
    """A digest of all files in a folder, kept beside it.

    A program that keeps what it knows in many files, such as Sphinx, trusts them. Half a file that
    a killed process left, or a bit that a disk lost, would get into everything it makes of them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder.with_name(f"{folder.name}.seal")

    def open(self) -> bool:
        """Remove the seal, and the folder if it is broken; tell whether it was whole."""
        try:
            is_intact = self._file.read_bytes() == self._digest()
        except OSError:
            is_intact = False
        self._file.unlink(missing_ok=True)
        if not is_intact:
            shutil.rmtree(self._folder, ignore_errors=True)
        return is_intact

    def close(self) -> None:
        """Seals the folder, which is now complete."""
        write_atomically(self._file, self._digest(), durable=False)

    def _digest(self) -> bytes:
        digest = hashlib.sha256()
        for name, file in sorted(files_below(self._folder)):
            digest.update(f"{name}\0".encode(errors="surrogateescape"))
            digest.update(hashlib.sha256(Path(file).read_bytes()).digest())
        return digest.hexdigest().encode()
