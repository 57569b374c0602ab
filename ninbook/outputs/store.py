"""Frozen executions as ordinary executed notebooks, with a checksum for every file.

``outputs/<page>.<tab>.<profile>.ipynb`` can be read by anything that reads notebooks. Metadata
under ``ninbook`` say what it was executed from and with. The weights of a full training stand
beside it, ``outputs/<page>.<tab>.<profile>.safetensors``. Full trainings that no page shows are
kept without notebook and weights, ``outputs/runs/<page>.<tab>.full.<seed>.<code>.json``. Only this
module writes here.
"""

import glob
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import nbformat

from ninbook.files.digests import FileDigests
from ninbook.outputs.form import FormError, check_weights, read_execution
from ninbook.outputs.inert import make_inert
from ninbook.outputs.run import Run
from ninbook.outputs.sealed_folder import RESTORE, DamagedError, SealedFolder
from ninbook.plan.plan import PlannedNotebook
from ninbook.settings import FULL

_OTHER_WEIGHTS = f"not the weights that the execution names; {RESTORE}"


@dataclass(frozen=True)
class Execution:
    """A frozen execution."""

    path: Path  # relative to the book's root
    notebook: Any  # as executed, code cells only
    record: dict[str, Any]  # what it was executed from and with: its metadata ``ninbook``

    @classmethod
    def from_file(cls, path: Path, content: bytes) -> Self:
        """Read a frozen notebook.

        Raises:
            DamagedError: it is no frozen execution, whatever its digest.
        """
        try:
            notebook = read_execution(content)
        except FormError as error:
            raise DamagedError.at(path.as_posix(), f"{error}; {RESTORE}") from error
        return cls(path, notebook, notebook.metadata["ninbook"])

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


class Store(SealedFolder):
    """The store of one book; unless it is active, outputs are made inert, see `make_inert`."""

    def __init__(
        self,
        root: Path,
        folder: str = "outputs",
        digests: FileDigests | None = None,
        active: bool = False,
    ) -> None:
        super().__init__(root, folder, digests)
        self._active = active

    def path_of(self, page: str, tab: str | None, profile: str) -> Path:
        """Return where an execution is or would be frozen, relative to the book's root."""
        return Path(self.folder.name, f"{page}.{tab or 'all'}.{profile}.ipynb")

    def path_of_run(self, run: Run) -> Path:
        """Return where a run is or would be kept, relative to the book's root."""
        return Path(self.folder.name, "runs", run.file_name)

    def load(self, page: str, tab: str | None, profile: str) -> Execution | None:
        """Read a frozen execution; None if there is none.

        Raises:
            DamagedError: the file doesn't have the recorded digest, or none is recorded, or it is
                no frozen execution.
        """
        path = self.path_of(page, tab, profile)
        file = self._root / path
        if not file.is_file() and not file.is_symlink():
            return None
        return _execution(path, self.read(path), self._active)

    def load_intact(self, page: str, tab: str | None, profile: str) -> Execution | None:
        """Do as `load` does, but takes a damaged file, named by `damage`, for a missing one."""
        try:
            return self.load(page, tab, profile)
        except DamagedError:
            return None

    def weights(self, execution: Execution) -> dict[str, bytes]:
        """Read the weights that an execution trained, by the digests that its record names.

        Raises:
            DamagedError: a file is missing, doesn't have the digest, or holds no weights.
        """
        found = {}
        for result in execution.record["results"]:
            if "weights" in result:
                path = execution.path.with_name(result["weights"]["file"])
                content, digest = self.read(path), result["weights"]["sha256"]
                if hashlib.sha256(content).hexdigest() != digest:
                    raise DamagedError.at(path.as_posix(), _OTHER_WEIGHTS)
                try:
                    check_weights(content)
                except FormError as error:
                    raise DamagedError.at(path.as_posix(), f"{error}; {RESTORE}") from error
                found[digest] = content
        return found

    def runs(
        self, page: str, tab: str | None, damaged: list[DamagedError] | None = None
    ) -> list[Run]:
        """Read the runs that are kept without their notebooks.

        Those that can't be read are left out, and added to ``damaged``.
        """
        damaged = [] if damaged is None else damaged
        pattern = glob.escape(f"{self.folder.name}/runs/{page}.{tab or 'all'}.{FULL.name}.")
        found = []
        for file in sorted(self._root.glob(f"{pattern}*.json")):
            try:
                found.append(self.run(file.relative_to(self._root)))
            except DamagedError as error:
                damaged.append(error)
        return found

    def run(self, path: Path) -> Run:
        """Read a run that is kept without its notebook.

        Raises:
            DamagedError: it doesn't have the recorded digest, or is no such run or another one.
        """
        content = self.read(path)
        try:
            run = _run(content)
        except FormError as error:
            raise DamagedError.at(path.as_posix(), f"{error}; {RESTORE}") from error
        if self.path_of_run(run) != path:
            message = f"it is the run {run.file_name}, whose name it doesn't have; {RESTORE}"
            raise DamagedError.at(path.as_posix(), message)
        return run

    def all_runs(self, page: str, tab: str | None) -> dict[str, Run]:
        """Return the runs of `runs`, and that of the frozen full execution, by file name."""
        runs = {run.file_name: run for run in self.runs(page, tab)}
        execution = self.load_intact(page, tab, FULL.name)
        frozen = Run.of(execution.record) if execution else None
        return runs | {frozen.file_name: frozen} if frozen else runs

    def freeze(
        self,
        plan: PlannedNotebook,
        notebook: Any,
        record: dict[str, Any],
        weights: Mapping[str, bytes] | None = None,
        superseded: Run | None = None,
    ) -> Path:
        """Write an execution into place with its digests, all of it or nothing; return its file.

        Results of the record that name weights are told the name of their file. ``weights`` holds
        safetensors files by the digests that the record names; ``superseded`` is to be kept of the
        execution that was in this place.
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
        gone = [_weights_beside(path)]
        if superseded is not None:
            files[self.path_of_run(superseded)] = superseded.to_json()
        run = Run.of(record)
        if run is not None:  # whose notebook is there from now on
            gone.append(glob.escape(self.path_of_run(run).as_posix()))
        self.replace(files, gone)
        return path

    def keep(self, run: Run) -> Path:
        """Keep a run without its notebook; returns its file, relative to the book's root."""
        path = self.path_of_run(run)
        self.replace({path: run.to_json()})
        return path

    def archive(self, execution: Execution, run: Run) -> Path:
        """Keep an execution's run, return its file, and remove notebook and weights."""
        path, notebook = self.path_of_run(run), execution.path
        gone = [glob.escape(notebook.as_posix()), _weights_beside(notebook)]
        self.replace({path: run.to_json()}, gone)
        return path

    def remove(self, path: Path) -> None:
        """Remove an execution, its weights and their checksums, if they are there."""
        self.replace({}, [glob.escape(path.as_posix()), _weights_beside(path)])


@lru_cache(maxsize=64)  # many look at the same one, one after the other, and change nothing in it
def _execution(path: Path, content: bytes, active: bool) -> Execution:
    execution = Execution.from_file(path, content)
    if not active:
        make_inert(execution.notebook)
    return execution


_run = lru_cache(maxsize=64)(Run.from_json)


def _weights_beside(path: Path) -> str:
    return f"{glob.escape(path.with_suffix('').as_posix())}.*safetensors"
