"""A folder whose every file has a recorded digest, and changes as a whole or not at all.

``SHA256SUMS`` covers every file and is checkable with ``sha256sum -c``. A file that it doesn't
cover, or covers with another digest, is never read.

Writing it is the one step that makes a change: new files lie beside their places until then, under
hidden names with the first digits of their digests, and removed ones from shortly before. Whoever
finds such a file after a kill moves it to its place if that is its digest in ``SHA256SUMS``, be it
that of before or after, and removes it otherwise.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from ninbook.files.digests import FileDigests
from ninbook.files.listing import files_below
from ninbook.files.write import write_atomically, write_beside
from ninbook.problems import COMMAND, Problem

SUMS = "SHA256SUMS"
RESTORE = f"restore it (git checkout) or execute the page again ({COMMAND} build eval --force)"
_DAMAGED = f"damaged or edited: its content doesn't have the digest in {SUMS}; {RESTORE}"
_FOREIGN = f"not frozen by this tool: {SUMS} doesn't list it; {RESTORE}"
_LINK = "a link; frozen files are files of their own, so put the file in its place"
_MISSING = f"is listed in {SUMS} but missing; {RESTORE}"
_PENDING = f"an execution is being frozen, or its process was killed; {COMMAND} build ends it"
_LARGEST_NOTEBOOK = 2**28
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")
_ASIDE = re.compile(r"\.(SHA256SUMS|.+\.(?:ipynb|safetensors|json))\.([a-z0-9_]{8})")
"""A file's name and the first digits of its digest; `write_beside` calls unfinished ones alike."""


class DamagedError(RuntimeError):
    """A frozen file is not what was frozen; the message names it."""

    @classmethod
    def at(cls, place: str, message: str, line: int = 1) -> Self:
        """Make an error of a file."""
        return cls(f"{place}:{line}: {message}")


class SealedFolder:
    """A folder of files with recorded digests. To read it changes nothing in it.

    Paths are relative to ``root``, in which the folder has the name ``folder``. Without ``digests``
    of files from earlier builds, all are read.
    """

    def __init__(self, root: Path, folder: str, digests: FileDigests | None = None) -> None:
        self._root = root
        self.folder = root / folder
        self._parsed: tuple[bytes, dict[str, str]] = (b"", {})
        self.digests = digests or FileDigests()

    def look(self) -> dict[str, str]:
        """Return the digests of all files that are there, by their names in the folder."""
        return {
            key: _LINK if os.path.islink(file) else self.digests.of(file)  # noqa: PTH114
            for key, file in files_below(self.folder)
            if key.rpartition("/")[2] != SUMS
        }

    def seals(self, there: Mapping[str, str]) -> dict[str, str]:
        """Return digest and recorded digest of what `look` found, by file as seen from the root."""
        sums = self._sums()
        return {
            f"{self.folder.name}/{key}": f"{digest} {sums.get(key, '')}"
            for key, digest in there.items()
        }

    def read(self, path: Path) -> bytes:
        """Read a file.

        Raises:
            DamagedError: it is missing, doesn't have the recorded digest, or none is recorded.
        """
        file = self._root / path
        _refuse_links(file, self.folder)
        if not file.is_file():  # nor anything that gives bytes without end
            raise DamagedError.at(path.as_posix(), f"missing; {RESTORE}")
        if file.suffix != ".safetensors" and file.stat().st_size > _LARGEST_NOTEBOOK:
            raise DamagedError.at(path.as_posix(), f"larger than a notebook may be; {RESTORE}")
        content = file.read_bytes()
        recorded = self._sums().get(self._key(self._root / path))
        if recorded is None:
            raise DamagedError.at(path.as_posix(), _FOREIGN)
        if hashlib.sha256(content).hexdigest() != recorded:
            raise DamagedError.at(path.as_posix(), _DAMAGED)
        return content

    def replace(self, files: Mapping[Path, bytes], gone: Sequence[str] = ()) -> None:
        """Write files into place, removes others, and records the digests; all of it or nothing.

        Paths are relative to the root. What a pattern in ``gone`` matches is removed, unless it is
        one of the files.
        """
        for file in files:
            _refuse_links(self._root / file, self.folder)
        with self._alone():
            self._recover()
            sums = dict(self._sums())
            found = {file for pattern in gone for file in self._root.glob(pattern)}
            removed = [file for file in found if file.relative_to(self._root) not in files]
            if not files and not removed:
                return
            try:
                for path, content in files.items():
                    file = self._root / path
                    if file.is_dir():
                        raise IsADirectoryError(f"{path.as_posix()} is a folder")
                    digest = sums[self._key(file)] = hashlib.sha256(content).hexdigest()
                    write_beside(file, content).replace(_aside(file, digest))
                for file in removed:
                    file.replace(_aside(file, sums.pop(self._key(file), "0" * 64)))
                text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
                write_atomically(self.folder / SUMS, text.encode("utf-8"))
            finally:
                self._recover()

    def damage(self, there: Mapping[str, str] | None = None) -> list[Problem]:
        """Compare what `look` found with the recorded digests; return what doesn't agree."""
        try:
            sums = self._sums()
        except DamagedError as error:
            return [Problem.of(error)]
        there = self.look() if there is None else there
        found: dict[str, str] = {}
        for key, digest in sorted(there.items()):
            if digest == _LINK:
                found[key] = _LINK
            elif key not in sums:
                found[key] = _FOREIGN
            elif digest != sums[key]:
                found[key] = _DAMAGED
        found |= dict.fromkeys(sorted(sums.keys() - there.keys()), _MISSING)
        found |= {self._key(file): _PENDING for _, file in self._set_aside() if file}
        return [Problem(Path(self.folder.name, key), 1, message) for key, message in found.items()]

    def recover(self) -> None:
        """End what a process began that was killed while it replaced files."""
        if any(file for _, file in self._set_aside()):
            with self._alone():
                self._recover()

    def _recover(self) -> None:
        for aside, file in self._set_aside():
            if file:
                aside.replace(file)
            else:
                aside.unlink(missing_ok=True)

    def _set_aside(self) -> list[tuple[Path, Path | None]]:
        """Find files set aside, with the places where they belong; None for what is not wanted."""
        found: list[tuple[Path, Path | None]] = []
        for aside in self.folder.rglob(".*"):
            match = _ASIDE.fullmatch(aside.name)
            if match and aside.is_file():
                file = aside.with_name(match[1])
                wanted = self._sums().get(self._key(file), "").startswith(match[2])
                found.append((aside, file if wanted and not aside.is_symlink() else None))
        return found

    def _key(self, file: Path) -> str:
        return file.relative_to(self.folder).as_posix()

    def _sums(self) -> Mapping[str, str]:
        """The checksums, for reading only; parsed anew only if the file changed."""
        place = f"{self.folder.name}/{SUMS}"
        try:
            _refuse_links(self.folder / SUMS, self.folder)
            content = (self.folder / SUMS).read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise DamagedError.at(place, f"{error.strerror}; {RESTORE}") from error
        if content != self._parsed[0]:
            self._parsed = (content, _parse(content, place))
        return self._parsed[1]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from writing checksums meanwhile; where flock exists."""
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


def _aside(file: Path, digest: str) -> Path:
    return file.with_name(f".{file.name}.{digest[:8]}")


def _refuse_links(file: Path, folder: Path) -> None:
    """Make sure that a file of a store is where its name says.

    Raises:
        DamagedError: it is a link, or lies behind one.
    """
    is_link = folder.is_symlink() or file.is_symlink()
    if is_link or not file.resolve().is_relative_to(folder.resolve()):
        raise DamagedError.at(f"{folder.name}/{file.relative_to(folder).as_posix()}", _LINK)


def _parse(content: bytes, place: str) -> dict[str, str]:
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise DamagedError.at(place, f"not text; {RESTORE}") from error
    sums = {}
    for number, line in enumerate(lines, start=1):
        match = _SUM.fullmatch(line)
        if match:
            sums[match[2]] = match[1]
        elif line:
            raise DamagedError.at(place, f"no checksum: {line!r}; {RESTORE}", number)
    return sums
