"""A folder whose every file has a recorded digest, and changes as a whole or not at all.

``SHA256SUMS`` covers every file and is checkable with ``sha256sum -c``. A file that it doesn't
cover, or covers with another digest, is never read.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ninbook.files.digests import FileDigests
from ninbook.files.listing import files_below
from ninbook.files.write import write_atomically, write_beside
from ninbook.problems import Problem

SUMS = "SHA256SUMS"
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")
_LEFTOVER = re.compile(r"\.(SHA256SUMS|\.journal|.+\.(ipynb|safetensors|json))\.[a-z0-9_]{8}")


class DamagedError(RuntimeError):
    """A frozen file is not what was frozen; the message names it."""


class SealedFolder:
    """A folder of files with recorded digests.

    Args:
        root: the folder that paths are relative to.
        folder: name of the folder in it.
        digests: those of files, where they are remembered from build to build.
    """

    def __init__(self, root: Path, folder: str, digests: FileDigests | None = None) -> None:
        self._root = root
        self._folder = folder
        self._parsed: tuple[bytes, dict[str, str]] = (b"", {})
        self.digests = digests or FileDigests()
        if self._journal.is_file():
            with self._alone():
                self._recover()

    @property
    def folder(self) -> Path:
        """The folder."""
        return self._root / self._folder

    def look(self) -> dict[str, str]:
        """Returns the digests of all files that are there, by their names in the folder."""
        return {key: self.digests.of(file) for key, file in self._files()}

    def seals(self, there: Mapping[str, str] | None = None) -> dict[str, str]:
        """Says what `read` would find: digest and recorded digest by file, from the root.

        Args:
            there: what `look` returned a moment ago; None if it is to be looked for.
        """
        sums = self._sums()
        there = self.look() if there is None else there
        return {
            f"{self._folder}/{key}": f"{digest} {sums.get(key, '')}"
            for key, digest in there.items()
        }

    def read(self, path: Path) -> bytes:
        """Reads a file.

        Args:
            path: the file, relative to the root.

        Raises:
            DamagedError: it is missing, doesn't have the recorded digest, or none is recorded.
        """
        try:
            content = (self._root / path).read_bytes()
        except FileNotFoundError as error:
            raise DamagedError(f"{path.as_posix()}:1: missing; {_RESTORE}") from error
        recorded = self._sums().get(self._key(self._root / path))
        if recorded is None:
            raise DamagedError(f"{path.as_posix()}:1: {_FOREIGN}")
        if hashlib.sha256(content).hexdigest() != recorded:
            raise DamagedError(f"{path.as_posix()}:1: {_DAMAGED}")
        return content

    def replace(self, files: Mapping[Path, bytes], gone: Sequence[str] = ()) -> None:
        """Writes files into place, removes others, and records the digests; all of it or nothing.

        Args:
            files: contents by path, relative to the root.
            gone: patterns of files to remove, relative to the root, except those in ``files``.
        """
        with self._alone():
            self._recover()
            sums = dict(self._sums())
            found = {file for pattern in gone for file in self._root.glob(pattern)}
            gone_keys = sorted(
                self._key(old) for old in found if old.relative_to(self._root) not in files
            )
            if not files and not gone_keys:
                return
            for key in gone_keys:
                sums.pop(key, None)
            moves = []
            try:
                for file, content in files.items():
                    key = self._key(self._root / file)
                    if (self._root / file).is_dir():
                        raise IsADirectoryError(f"{file.as_posix()} is a folder")
                    sums[key] = hashlib.sha256(content).hexdigest()
                    moves.append([self._key(write_beside(self._root / file, content)), key])
                journal = {"moves": moves, "gone": gone_keys, "sums": sums}
                write_atomically(self._journal, json.dumps(journal).encode("utf-8"))
            except OSError:
                for temporary, _ in moves:
                    (self.folder / temporary).unlink(missing_ok=True)
                raise
            # Now that the journal is there, whoever opens the folder next would do this.
            self._recover()

    def damage(self, there: Mapping[str, str] | None = None) -> list[Problem]:
        """Compares every file with the recorded digests; returns what doesn't agree.

        Args:
            there: what `look` returned a moment ago; None if it is to be looked for.
        """
        try:
            sums = self._sums()
        except DamagedError as error:
            place, line, message = str(error).split(":", 2)
            return [Problem(Path(place), int(line), message.strip())]
        problems = []
        there = self.look() if there is None else there
        for key, digest in sorted(there.items()):
            if key not in sums:
                problems.append(Problem(Path(self._folder, key), 1, _FOREIGN))
            elif digest != sums[key]:
                problems.append(Problem(Path(self._folder, key), 1, _DAMAGED))
        problems += [
            Problem(Path(self._folder, key), 1, f"is listed in {SUMS} but missing; {_RESTORE}")
            for key in sorted(sums.keys() - there.keys())
        ]
        return problems

    @property
    def _journal(self) -> Path:
        return self.folder / ".journal"

    def _recover(self) -> None:
        """Ends what a process began that was killed while it replaced files."""
        try:
            journal = json.loads(self._journal.read_text(encoding="utf-8"))
        except FileNotFoundError:
            journal = {"moves": [], "gone": [], "sums": None}
        for temporary, file in journal["moves"]:
            with suppress(FileNotFoundError):
                self._inside(temporary).replace(self._inside(file))
        for file in journal["gone"]:
            self._inside(file).unlink(missing_ok=True)
        if journal["sums"] is not None:
            self._write_sums(journal["sums"])
            self._journal.unlink()
        for left in self.folder.rglob(".*"):
            if left.is_file() and _LEFTOVER.fullmatch(left.name):
                left.unlink(missing_ok=True)

    def _inside(self, key: str) -> Path:
        if Path(key).is_absolute() or ".." in Path(key).parts:
            raise DamagedError(f"{self._folder}/.journal:1: names {key}; remove it, and {_RESTORE}")
        return self.folder / key

    def _files(self) -> Iterator[tuple[str, str]]:
        found = files_below(self.folder)
        return ((key, file) for key, file in found if key.rpartition("/")[2] != SUMS)

    def _key(self, file: Path) -> str:
        return file.relative_to(self.folder).as_posix()

    def _sums(self) -> Mapping[str, str]:
        """The checksums, for reading only; parsed anew only if the file changed."""
        try:
            content = (self.folder / SUMS).read_bytes()
        except FileNotFoundError:
            return {}
        if content != self._parsed[0]:
            self._parsed = (content, self._parse(content.decode("utf-8")))
        return self._parsed[1]

    def _parse(self, text: str) -> dict[str, str]:
        sums = {}
        for number, line in enumerate(text.splitlines(), start=1):
            match = _SUM.fullmatch(line)
            if match:
                sums[match[2]] = match[1]
            elif line:
                raise DamagedError(
                    f"{self._folder}/{SUMS}:{number}: no checksum: {line!r}; {_RESTORE}"
                )
        return sums

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keeps other processes from writing checksums meanwhile; where flock exists."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.name != "posix":
            yield
            return
        import fcntl

        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _write_sums(self, sums: Mapping[str, str]) -> None:
        text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
        write_atomically(self.folder / SUMS, text.encode("utf-8"))


_RESTORE = "restore it (git checkout) or execute the page again (./d2lbook build eval --force)"
_DAMAGED = f"damaged or edited: its content doesn't have the digest in {SUMS}; {_RESTORE}"
_FOREIGN = f"not frozen by this tool: {SUMS} doesn't list it; {_RESTORE}"
