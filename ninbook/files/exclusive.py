"""Lets one process at a time write into a folder, and tidies up after one that was killed."""

import os
import re
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_UNFINISHED = b"unfinished\n"
_TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}")
"""What `write_beside` calls its files."""


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
