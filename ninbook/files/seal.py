"""Tells whether the files of a folder are as their writer left them."""

import hashlib
import shutil
from pathlib import Path

from ninbook.files.listing import files_below
from ninbook.files.write import write_atomically


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
