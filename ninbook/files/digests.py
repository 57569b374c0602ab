"""Digests of files, which are read only when they changed."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from typing import Any

from ninbook.files.memory import Memory

_SETTLED_SECONDS = 2
_FILES = "files"


class FileDigests:
    """SHA-256 digests of files, remembered from build to build if there is a file for them.

    A file is read again when its size, a time or its number in the file system is another. One of
    the times is that of the last change of any of these, which no program can set.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._memory = Memory(file)
        self._old: dict[str, list[Any]] = self._memory.recall(_FILES, "") or {}
        self._new: dict[str, list[Any]] = {}

    def of(self, file: Path | str) -> str:
        """Return the digest of a file's present content."""
        name = os.fspath(file)
        status = os.stat(name)  # noqa: PTH116  # a path object takes longer than the question
        looks = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
        known = self._new.get(name) or self._old.get(name)
        if known is not None and known[1] == looks:
            self._new[name] = known
            return str(known[0])
        digest = hashlib.sha256(Path(name).read_bytes()).hexdigest()
        # A file that was just written can change again without a change of its times.
        if time.time() - max(status.st_mtime, status.st_ctime) > _SETTLED_SECONDS:
            self._new[name] = [digest, looks]
        return digest

    def save(self) -> None:
        """Remembers the digests of the files that are still there."""
        others = self._old.keys() - self._new.keys()
        left = {name: self._old[name] for name in others if Path(name).exists()}
        self._old, self._new = {**left, **self._new}, {}
        self._memory.keep(_FILES, "", self._old)
        self._memory.save()
