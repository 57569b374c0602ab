"""Digests of files, which are read only when they changed."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from ninbook.memory import Memory

_SETTLED_SECONDS = 2


class FileDigests:
    """SHA-256 digests of files.

    A file is read again when its size, one of its times or its number in the file system is
    another. No program can set the time of the last change of those.

    Args:
        file: where digests are remembered until the next build; None: in this object alone.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._memory = Memory(file)

    def of(self, file: Path | str) -> str:
        """Returns the digest of a file's present content.

        Raises:
            OSError: it can't be read.
        """
        name = os.fspath(file)
        status = os.stat(name)  # noqa: PTH116  # a path object takes longer than the question
        looks = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
        known = self._memory.recall(name, looks)
        if known is not None:
            return str(known)
        digest = hashlib.sha256(Path(name).read_bytes()).hexdigest()
        # A file that was just written can change again without a change of its times.
        if time.time() - max(status.st_mtime, status.st_ctime) > _SETTLED_SECONDS:
            self._memory.keep(name, looks, digest)
        return digest

    def save(self) -> None:
        """Remembers the digests of the files that were asked for."""
        self._memory.save()
