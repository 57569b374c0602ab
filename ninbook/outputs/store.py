"""Frozen executions as ordinary executed notebooks, with a checksum for every file.

``outputs/<page>.<tab>.<profile>.ipynb`` can be read by anything that reads notebooks. Metadata
under ``ninbook`` say what it was executed from and with. ``outputs/SHA256SUMS`` covers every file
and is checkable with ``sha256sum -c``. A file that it doesn't cover, or covers with another digest,
is never read. Only this module writes here.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from ninbook.plan.plan import PlannedNotebook
from ninbook.problems import Problem

SUMS = "SHA256SUMS"
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")


class DamagedError(RuntimeError):
    """A frozen file is not what was frozen; the message names it."""


@dataclass(frozen=True)
class Execution:
    """A frozen execution.

    Attributes:
        path: its file, relative to the book's root.
        notebook: the executed notebook, code cells only.
        record: what it was executed from and with (the notebook's ``ninbook`` metadata).
    """

    path: Path
    notebook: Any
    record: dict[str, Any]

    @property
    def fingerprints(self) -> list[str]:
        """Fingerprints of its code cells."""
        return list(self.record["fingerprints"])

    @property
    def code_cells(self) -> list[Any]:
        """Its code cells, with outputs."""
        return [cell for cell in self.notebook.cells if cell.cell_type == "code"]


class Store:
    """The store of one book.

    Args:
        root: the book's root.
        folder: name of the store's folder in it.
    """

    def __init__(self, root: Path, folder: str = "outputs") -> None:
        self._root = root
        self._folder = folder

    @property
    def folder(self) -> Path:
        """The store's folder."""
        return self._root / self._folder

    def path_of(self, page: str, tab: str | None, profile: str) -> Path:
        """Returns where an execution is or would be frozen, relative to the book's root."""
        return Path(self._folder, f"{page}.{tab or 'all'}.{profile}.ipynb")

    def load(self, page: str, tab: str | None, profile: str) -> Execution | None:
        """Reads a frozen execution.

        Returns:
            The execution, or None if there is none.

        Raises:
            DamagedError: the file doesn't have the recorded digest, or none is recorded.
        """
        path = self.path_of(page, tab, profile)
        file = self._root / path
        if not file.is_file():
            return None
        content = file.read_bytes()
        recorded = self._sums().get(self._key(file))
        if recorded is None:
            raise DamagedError(f"{path.as_posix()}:1: {_FOREIGN}")
        if hashlib.sha256(content).hexdigest() != recorded:
            raise DamagedError(f"{path.as_posix()}:1: {_DAMAGED}")
        notebook = nbformat.reads(content.decode("utf-8"), as_version=4)
        return Execution(path, notebook, notebook.metadata["ninbook"])

    def load_intact(self, page: str, tab: str | None, profile: str) -> Execution | None:
        """Does as `load` does, but takes a damaged file, which `damage` names, for a missing one."""
        try:
            return self.load(page, tab, profile)
        except DamagedError:
            return None

    def freeze(self, plan: PlannedNotebook, notebook: Any, record: dict[str, Any]) -> Path:
        """Writes an execution into place and records its digest.

        Args:
            plan: what was executed.
            notebook: the executed notebook.
            record: what else is to be known of it; see `Execution.record`.

        Returns:
            The file, relative to the book's root.
        """
        path = self.path_of(plan.page, plan.tab, plan.profile)
        notebook.metadata["ninbook"] = record
        content = (nbformat.writes(notebook, version=4).rstrip("\n") + "\n").encode("utf-8")
        with self._alone():
            sums = self._sums()
            sums[self._key(self._root / path)] = hashlib.sha256(content).hexdigest()
            # The notebook first: if power fails in between, it counts as damaged, and is named.
            _write(self._root / path, content)
            self._write_sums(sums)
        return path

    def remove(self, path: Path) -> None:
        """Removes a file and its checksum, if they are there."""
        with self._alone():
            sums = self._sums()
            (self._root / path).unlink(missing_ok=True)
            if sums.pop(self._key(self._root / path), None):
                self._write_sums(sums)

    def damage(self) -> list[Problem]:
        """Compares every file with the recorded digests; returns what doesn't agree."""
        try:
            sums = self._sums()
        except DamagedError as error:
            place, line, message = str(error).split(":", 2)
            return [Problem(Path(place), int(line), message.strip())]
        problems = []
        there = {self._key(file): file for file in self._files()}
        for key, file in sorted(there.items()):
            if key not in sums:
                problems.append(Problem(Path(self._folder, key), 1, _FOREIGN))
            elif hashlib.sha256(file.read_bytes()).hexdigest() != sums[key]:
                problems.append(Problem(Path(self._folder, key), 1, _DAMAGED))
        problems += [
            Problem(Path(self._folder, key), 1, f"is listed in {SUMS} but missing; {_RESTORE}")
            for key in sorted(sums.keys() - there.keys())
        ]
        return problems

    def _files(self) -> Iterator[Path]:
        for file in self.folder.rglob("*"):
            if file.is_file() and file.name != SUMS and not file.name.startswith("."):
                yield file

    def _key(self, file: Path) -> str:
        return file.relative_to(self.folder).as_posix()

    def _sums(self) -> dict[str, str]:
        try:
            lines = (self.folder / SUMS).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return {}
        sums = {}
        for number, line in enumerate(lines, start=1):
            match = _SUM.fullmatch(line)
            if match:
                sums[match[2]] = match[1]
            elif line:
                raise DamagedError(f"{self._folder}/{SUMS}:{number}: no checksum: {line!r}; {_RESTORE}")
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

    def _write_sums(self, sums: dict[str, str]) -> None:
        text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
        _write(self.folder / SUMS, text.encode("utf-8"))


_RESTORE = "restore it (git checkout) or execute the page again (./d2lbook build eval --force)"
_DAMAGED = f"damaged or edited: its content doesn't have the digest in {SUMS}; {_RESTORE}"
_FOREIGN = f"not frozen by this tool: {SUMS} doesn't list it; {_RESTORE}"


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o644)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
