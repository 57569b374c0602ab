"""The checkpoints in the user's cache, and how they travel to another machine in one file."""

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from ninbook.checkpoints.tree import DamagedCheckpointError, unpack
from ninbook.files.user_cache import cache_folder
from ninbook.files.write import write_atomically

_SUFFIX = ".safetensors"
_MOST_PACKED = 20
"""How many times smaller an archive may be than what is in it; numbers hardly shrink."""
_ZEROS = 2**20
"""Bytes that may shrink to nothing."""
_NO_EXPORT = "it is no file made by --export-checkpoint"
_REST = re.compile(r"[0-9]+\.safetensors")


class ForeignCheckpointError(ValueError):
    """A file holds no checkpoint of the executions that it was offered for."""


class CheckpointFolder:
    """A folder of checkpoints.

    Args:
        path: the folder; by default the one in the user's cache.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or cache_folder("checkpoints")

    def file(self, fingerprint: str, training: int) -> Path:
        """Return where the checkpoint of a cell's training, counted from 0, is or would be."""
        return self.path / f"{fingerprint}-{training}{_SUFFIX}"

    def of(self, fingerprints: Iterable[str]) -> list[Path]:
        """Return the checkpoints that belong to any of these cells."""
        return sorted(
            file for each in set(fingerprints) for file in self.path.glob(f"{each}-*{_SUFFIX}")
        )

    def remove(self, fingerprints: Iterable[str]) -> None:
        """Remove the checkpoints of these cells, and what a killed writer of them left behind."""
        for each in set(fingerprints):
            for file in [*self.path.glob(f"{each}-*"), *self.path.glob(f".{each}-*")]:
                file.unlink(missing_ok=True)

    @property
    def is_empty(self) -> bool:
        """Whether there is no checkpoint at all."""
        return not any(self.path.glob(f"*{_SUFFIX}"))

    def remove_until(self, time: float, fingerprints: Iterable[str]) -> None:
        """Remove the checkpoints of these cells saved until a time in seconds since 1970."""
        for each in set(fingerprints):
            if all(file.stat().st_mtime <= time for file in self.of([each])):
                self.remove([each])

    def pack(self, fingerprints: Iterable[str]) -> tuple[bytes, list[str]]:
        """Return the checkpoints of these cells as the content of one zip file, and their names.

        Raises:
            ForeignCheckpointError: there is none.
        """
        files = self.of(fingerprints)
        if not files:
            raise ForeignCheckpointError("there is no checkpoint of this execution to export")
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for file in files:
                # A fixed date, so that the same checkpoints make the same file.
                archive.writestr(zipfile.ZipInfo(file.name), file.read_bytes())
        return content.getvalue(), [file.name for file in files]

    @staticmethod
    def _check_entries(entries: list[zipfile.ZipInfo], known: set[str], size: int) -> None:
        """Check names and sizes before anything is unpacked, which may be much larger."""
        if not entries:
            raise ForeignCheckpointError("there is no checkpoint in it")
        for entry in entries:
            fingerprint, _, rest = entry.filename.partition("-")
            if fingerprint not in known or not _REST.fullmatch(rest):
                raise ForeignCheckpointError(
                    "it belongs to other code, data, profile or seed than this book has now"
                )
        if sum(entry.file_size for entry in entries) > _MOST_PACKED * size + _ZEROS:
            raise ForeignCheckpointError(_NO_EXPORT)

    def unpack(self, content: bytes, fingerprints: Iterable[str]) -> list[str]:
        """Put the checkpoints of a zip file, made by `pack`, into this folder; return their names.

        Raises:
            ForeignCheckpointError: it is no zip file, or holds anything but whole checkpoints of
                these cells. Nothing was written then.
        """
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                entries = archive.infolist()
                self._check_entries(entries, set(fingerprints), len(content))
                found = {entry.filename: archive.read(entry) for entry in entries}
        except ForeignCheckpointError:
            raise
        except Exception as error:  # zipfile raises a dozen kinds, also of zlib and struct
            raise ForeignCheckpointError(_NO_EXPORT) from error
        for name, inner in found.items():
            try:
                unpack(inner)
            except DamagedCheckpointError as error:
                raise ForeignCheckpointError(f"{name} in it is damaged: {error}") from error
        for name, inner in found.items():
            write_atomically(self.path / name, inner)
        return sorted(found)
