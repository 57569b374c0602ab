"""Frozen executions as ordinary executed notebooks, with a checksum for every file.

``outputs/<page>.<tab>.<profile>.ipynb`` can be read by anything that reads notebooks. Metadata
under ``ninbook`` say what it was executed from and with. The weights of a full training stand
beside it, ``outputs/<page>.<tab>.<profile>.safetensors``. ``outputs/SHA256SUMS`` covers every file
and is checkable with ``sha256sum -c``. A file that it doesn't cover, or covers with another digest,
is never read. Only this module writes here.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from ninbook.files.digests import FileDigests
from ninbook.files.listing import files_below
from ninbook.files.write import write_atomically, write_beside
from ninbook.plan.plan import PlannedNotebook
from ninbook.problems import Problem

SUMS = "SHA256SUMS"
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")
_LEFTOVER = re.compile(r"\.(SHA256SUMS|\.journal|.+\.(ipynb|safetensors))\.[a-z0-9_]{8}")


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
    def trained(self) -> bool:
        """Whether it trained a network; if not, every profile gives the same."""
        return bool(self.record["results"])

    @property
    def code_cells(self) -> list[Any]:
        """Its code cells, with outputs."""
        return [cell for cell in self.notebook.cells if cell.cell_type == "code"]


class Store:
    """The store of one book.

    Args:
        root: the book's root.
        folder: name of the store's folder in it.
        digests: those of files, where they are remembered from build to build.
    """

    def __init__(
        self, root: Path, folder: str = "outputs", digests: FileDigests | None = None
    ) -> None:
        self._root = root
        self._folder = folder
        self._parsed: tuple[bytes, dict[str, str]] = (b"", {})
        self.digests = digests or FileDigests()
        if self._journal.is_file():
            with self._alone():
                self._recover()

    @property
    def folder(self) -> Path:
        """The store's folder."""
        return self._root / self._folder

    def path_of(self, page: str, tab: str | None, profile: str) -> Path:
        """Returns where an execution is or would be frozen, relative to the book's root."""
        return Path(self.name_of(page, tab, profile))

    def name_of(self, page: str, tab: str | None, profile: str) -> str:
        """Returns what `path_of` does, with forward slashes."""
        return f"{self._folder}/{page}.{tab or 'all'}.{profile}.ipynb"

    def load(self, page: str, tab: str | None, profile: str) -> Execution | None:
        """Reads a frozen execution.

        Returns:
            The execution, or None if there is none.

        Raises:
            DamagedError: the file doesn't have the recorded digest, or none is recorded.
        """
        path = self.path_of(page, tab, profile)
        if not (self._root / path).is_file():
            return None
        content = self._read(path, self._known_sums())
        # It was valid when it was frozen, and has the digest that it had then.
        notebook = nbformat.v4.reads_json(content.decode("utf-8"))
        return Execution(path, notebook, notebook.metadata["ninbook"])

    def weights(self, execution: Execution) -> dict[str, bytes]:
        """Reads the weights that an execution trained, by the digests that its record names.

        Raises:
            DamagedError: a file is missing or doesn't have the digest.
        """
        sums = self._known_sums()
        found = {}
        for result in execution.record["results"]:
            if "weights" in result:
                path = execution.path.with_name(result["weights"]["file"])
                found[result["weights"]["sha256"]] = self._read(path, sums)
        return found

    def look(self) -> dict[str, str]:
        """Returns the digests of all files that are there, by their names in the store."""
        return {key: self.digests.of(file) for key, file in self._files()}

    def seals(self, there: Mapping[str, str] | None = None) -> dict[str, str]:
        """Says what `load` would find: digest and recorded digest by file, from the book's root.

        Args:
            there: what `look` returned a moment ago; None if it is to be looked for.
        """
        sums = self._known_sums()
        there = self.look() if there is None else there
        return {
            f"{self._folder}/{key}": f"{digest} {sums.get(key, '')}"
            for key, digest in there.items()
        }

    def _read(self, path: Path, sums: Mapping[str, str]) -> bytes:
        try:
            content = (self._root / path).read_bytes()
        except FileNotFoundError as error:
            raise DamagedError(f"{path.as_posix()}:1: missing; {_RESTORE}") from error
        recorded = sums.get(self._key(self._root / path))
        if recorded is None:
            raise DamagedError(f"{path.as_posix()}:1: {_FOREIGN}")
        if hashlib.sha256(content).hexdigest() != recorded:
            raise DamagedError(f"{path.as_posix()}:1: {_DAMAGED}")
        return content

    def load_intact(self, page: str, tab: str | None, profile: str) -> Execution | None:
        """Does as `load` does, but takes a damaged file, named by `damage`, for a missing one."""
        try:
            return self.load(page, tab, profile)
        except DamagedError:
            return None

    def freeze(
        self,
        plan: PlannedNotebook,
        notebook: Any,
        record: dict[str, Any],
        weights: Mapping[str, bytes] | None = None,
    ) -> Path:
        """Writes an execution into place and records its digests, all of it or nothing.

        Args:
            plan: what was executed.
            notebook: the executed notebook.
            record: what else is to be known of it; see `Execution.record`. Results that name
                weights are told the name of their file.
            weights: contents of safetensors files, by the digests that the record names.

        Returns:
            The notebook's file, relative to the book's root.
        """
        path = self.path_of(plan.page, plan.tab, plan.profile)
        files: dict[Path, bytes] = {}
        trained = [result for result in record["results"] if "weights" in result]
        for number, result in enumerate(trained):
            suffix = f".{number}.safetensors" if len(trained) > 1 else ".safetensors"
            file = path.with_suffix(suffix)
            result["weights"]["file"] = file.name
            files[file] = (weights or {})[result["weights"]["sha256"]]
        notebook.metadata["ninbook"] = record
        files[path] = (nbformat.writes(notebook, version=4).rstrip("\n") + "\n").encode("utf-8")
        with self._alone():
            self._recover()
            sums = self._sums()
            stem = glob.escape(path.with_suffix("").as_posix())
            gone = [
                self._key(old)
                for old in self._root.glob(f"{stem}.*safetensors")
                if old.relative_to(self._root) not in files
            ]
            for key in gone:
                sums.pop(key, None)
            moves = []
            try:
                for file, content in files.items():
                    key = self._key(self._root / file)
                    if (self._root / file).is_dir():
                        raise IsADirectoryError(f"{file.as_posix()} is a folder")
                    sums[key] = hashlib.sha256(content).hexdigest()
                    moves.append([self._key(write_beside(self._root / file, content)), key])
                journal = {"moves": moves, "gone": gone, "sums": sums}
                write_atomically(self._journal, json.dumps(journal).encode("utf-8"))
            except OSError:
                for temporary, _ in moves:
                    (self.folder / temporary).unlink(missing_ok=True)
                raise
            # Now that the journal is there, whoever opens the store next would do this.
            self._recover()
        return path

    @property
    def _journal(self) -> Path:
        return self.folder / ".journal"

    def _recover(self) -> None:
        """Ends what a process began that was killed while it froze an execution."""
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

    def remove(self, path: Path) -> None:
        """Removes an execution, its weights and their checksums, if they are there."""
        with self._alone():
            self._recover()
            sums = self._sums()
            stem = glob.escape(path.with_suffix("").as_posix())
            files = [self._root / path, *self._root.glob(f"{stem}.*safetensors")]
            known = [sums.pop(self._key(file), None) for file in files]
            for file in files:
                file.unlink(missing_ok=True)
            if any(known):
                self._write_sums(sums)

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

    def _files(self) -> Iterator[tuple[str, str]]:
        found = files_below(self.folder)
        return ((key, file) for key, file in found if key.rpartition("/")[2] != SUMS)

    def _key(self, file: Path) -> str:
        return file.relative_to(self.folder).as_posix()

    def _sums(self) -> dict[str, str]:
        return dict(self._known_sums())

    def _known_sums(self) -> Mapping[str, str]:
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

    def _write_sums(self, sums: dict[str, str]) -> None:
        text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
        write_atomically(self.folder / SUMS, text.encode("utf-8"))


_RESTORE = "restore it (git checkout) or execute the page again (./d2lbook build eval --force)"
_DAMAGED = f"damaged or edited: its content doesn't have the digest in {SUMS}; {_RESTORE}"
_FOREIGN = f"not frozen by this tool: {SUMS} doesn't list it; {_RESTORE}"
