"""Digests of files, which are read only when they changed."""

import hashlib
import os
import time
from pathlib import Path

from ninbook.files.memory import Memory

_SETTLED_SECONDS = 2


class FileDigests(Memory):
    """SHA-256 digests of files, remembered from build to build if there is a file for them.

    A file is read again when its size, a time or its number in the file system is another. One of
    the times is that of the last change of any of these, which no program can set.
    """

    def of(self, file: Path | str) -> str:
        """Return the digest of a file's present content."""
        name = os.fspath(file)
        status = os.stat(name)  # noqa: PTH116  # a path object takes longer than the question
        looks = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
        known = self.recall(name, looks)
        if known is not None:
            return str(known)
        digest = hashlib.sha256(Path(name).read_bytes()).hexdigest()
        # A file that was just written can change again without a change of its times.
        if time.time() - max(status.st_mtime, status.st_ctime) > _SETTLED_SECONDS:
            self.keep(name, looks, digest)
        return digest

    def save(self) -> None:
        """Write the digests of the files that are still there, looked at or not."""
        known = {**self._old, **self._new}
        self._new = {name: kept for name, kept in known.items() if Path(name).exists()}
        super().save()
