"""Makes the builder's environment and runs the command in it.

Called with any Python from 3.8 on, by the wrapper ``d2lbook`` in a checkout and by the command of
that name where the wheel is installed; uses the standard library only. The environment is made by
uv from the lock files in ``ninbook/requirements/``, by digest: in ``.venv`` of a checkout, else in
the user's cache. It grows when a command needs more: ``book`` renders, ``frameworks`` executes,
``test`` tests. uv itself comes from PATH, else from PyPI into the user's cache.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
IS_CHECKOUT = (ROOT / "pyproject.toml").is_file()
"""Whether this is a checkout of the project; else the package is installed."""
LOCKS = PACKAGE / "requirements"
UV_LOCK = LOCKS / "uv.txt"
PYTHONS = ("3.11", "3.12")
LEVELS = ("book", "frameworks", "test")
"""Each lock file holds all of the one before it."""
NEEDS = {"test": "test", "lab": "frameworks"}
"""Commands that need more than ``book``; ``build`` asks for frameworks itself when it executes."""
KEEPS = ("test", "lock")
"""Commands that keep the project itself and need a checkout of it, not a book."""
GROW = 75
"""Exit code (EX_TEMPFAIL) by which a command asks for the level named in ninbook.wanted."""


def _cache() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ninbook"
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "ninbook"


def _environment() -> Path:
    """Where the environment is; one that isn't a checkout's is shared by all books."""
    if IS_CHECKOUT:
        return ROOT / ".venv"
    locks = b"".join(lock.read_bytes() for lock in sorted(LOCKS.glob("*.txt")))
    return _cache() / "environments" / hashlib.sha256(locks).hexdigest()[:12]


VENV = _environment()
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "ninbook.stamp"


class SetupError(Exception):
    """The environment can't be made; the message is one sentence for the user."""


_HINT = "; if the package index can't be reached, connect to the internet and try again"
"""For failures of uv and pip, which have no exit code of their own for that."""


def main(arguments: list[str]) -> int:
    """Run one command, growing the environment where it asks for that; returns the exit code."""
    command = next((word for word in arguments if not word.startswith("-")), "")
    level = NEEDS.get(command, "book")
    try:
        _look_for_book(command, arguments)
        while True:
            ensure(level)
            path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
            environment = dict(os.environ, PATH=path)
            environment.setdefault("NINBOOK_COMMAND", "d2lbook")
            environment.pop("PYTHONHOME", None)
            code = _run([str(BIN / "python"), "-m", "ninbook", *arguments], environment)
            wanted = VENV / "ninbook.wanted"
            if code != GROW or not wanted.is_file():
                return code
            level = wanted.read_text().strip()
            wanted.unlink()
            if level not in LEVELS:
                raise SetupError(f"there is no environment {level!r}; run the command again.")
    except SetupError as error:
        print(f"d2lbook: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        place = error.filename or "the environment"
        print(f"d2lbook: {_reason(str(error), f'{place} is needed')}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _look_for_book(command: str, arguments: list[str]) -> None:
    """Raise `SetupError` where a command has nothing to work on, before anything is installed."""
    if not command or {"-h", "--help"}.intersection(arguments):
        return
    if command in KEEPS:
        if not IS_CHECKOUT:
            raise SetupError(f"{command} needs a checkout of the builder, and this is a package.")
        return
    if not book_root():
        raise SetupError(
            f"{Path.cwd()} is not a book: neither it nor a folder above it has a config.ini; "
            "change to the book's folder and run the command again."
        )


def book_root() -> Path | None:
    """Return the nearest folder upwards with a ``config.ini``; None if there is none."""
    here = Path.cwd()
    return next((each for each in (here, *here.parents) if (each / "config.ini").is_file()), None)


def _run(command: list[str], environment: dict[str, str]) -> int:
    process = subprocess.Popen(command, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            pass  # the command got the same Ctrl-C and cleans up; wait for it


def ensure(level: str) -> None:
    """Make sure that the environment has at least ``level`` of the current lock files."""
    have, digest = _read_stamp()
    if level == "frameworks" and (have == "gpu" or os.environ.get("NINBOOK_GPU")):
        level = "gpu"
    if have == "gpu" and level == "book":
        level = have
    if have in LEVELS and level in LEVELS and LEVELS.index(have) > LEVELS.index(level):
        level = have
    if have == level and digest == _digest(level) and (BIN / "python").exists():
        return
    uv = find_uv()
    lock = LOCKS / f"{level}.txt"
    place = VENV.name if IS_CHECKOUT else VENV
    print(f"d2lbook: installing the {level} environment into {place} ...", file=sys.stderr)
    if not (BIN / "python").exists():
        wanted = os.environ.get("NINBOOK_PYTHON") or ">=3.11,<3.13"
        _uv(uv, "venv", "--quiet", "--clear", "--python", wanted, str(VENV))
    STAMP.unlink(missing_ok=True)
    python = ("--python", str(BIN / "python"))
    # All is compiled at once: kernels and commands start in half the time, from the first one on.
    _sync(uv, *python, "--require-hashes", "--compile-bytecode", str(lock))
    if IS_CHECKOUT:
        project = ("--no-deps", "--no-build-isolation", "--quiet", "--editable", str(ROOT))
        _uv(uv, "pip", "install", *python, *project)
        package = PACKAGE
    else:
        package = _copy_package()
    subprocess.run([str(BIN / "python"), "-m", "compileall", "-qq", str(package)])
    STAMP.write_text(f"{level} {_digest(level)}\n")


def _copy_package() -> Path:
    """Copy this package and what it brings for Jupyter into the environment; return its folder."""
    script = "import sysconfig; print(sysconfig.get_path('purelib'))"
    library = subprocess.run(
        [str(BIN / "python"), "-c", script], check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()
    extension = Path("share", "jupyter", "labextensions", "ninbook")
    package = Path(library, PACKAGE.name)
    for source, target in (
        (PACKAGE, package),
        (PACKAGE / "etc", VENV / "etc"),
        (PACKAGE / "author" / "labextension", VENV / extension),
    ):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    return package


def _read_stamp() -> tuple[str | None, str | None]:
    try:
        level, digest = STAMP.read_text().split()
        return level, digest
    except (OSError, ValueError):
        return None, None


def _digest(level: str) -> str:
    content = hashlib.sha256()
    loaded = [*(PACKAGE / "author" / "labextension").rglob("*.*"), *(PACKAGE / "etc").rglob("*.*")]
    project = [ROOT / "pyproject.toml", *loaded] if IS_CHECKOUT else PACKAGE.rglob("*.*")
    for path in (LOCKS / f"{level}.txt", *sorted(project)):
        if path.is_file() and path.suffix != ".pyc":
            content.update(path.read_bytes())
    content.update(str(VENV).encode())  # scripts of a moved environment name the old place
    return content.hexdigest()


def find_uv() -> str:
    """Return uv's path: that which runs this, from PATH or the cache, or new from PyPI."""
    found = shutil.which(os.environ.get("UV", "uv"))
    if found:
        return found
    home = _cache() / f"uv-{hashlib.sha256(UV_LOCK.read_bytes()).hexdigest()[:12]}"
    candidates = (home / "bin" / "uv", home / "local" / "bin" / "uv", home / "Scripts" / "uv.exe")
    if home_uv := next(filter(Path.is_file, candidates), None):
        return str(home_uv)
    print("d2lbook: getting uv from PyPI ...", file=sys.stderr)
    pip = [_python_with_pip(home), "-m", "pip", "install", "--quiet"]
    target = ["--require-hashes", "--no-deps", "--prefix", str(home), "-r", str(UV_LOCK)]
    home.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(pip + target, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    found_uv = next(filter(Path.is_file, candidates), None)
    if done.returncode == 0 and found_uv:
        return str(found_uv)
    raise SetupError(_reason(done.stdout, "uv can't be installed with pip", _HINT))


def _python_with_pip(home: Path) -> str:
    """Return a Python that has pip: this one, else that of a new virtual environment."""
    command = [sys.executable, "-m", "pip", "--version"]
    if subprocess.run(command, capture_output=True).returncode == 0:
        return sys.executable
    folder = home.with_name("pip")
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    made = subprocess.run(command, capture_output=True)
    candidate = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    return str(candidate) if made.returncode == 0 else sys.executable


def _sync(uv: str, *arguments: str) -> None:
    try:
        _uv(uv, "pip", "sync", *arguments)
    except SetupError as error:
        try:  # what an earlier installation left in uv's cache
            _uv(uv, "pip", "sync", "--offline", *arguments)
        except SetupError:
            raise error from None


def _uv(uv: str, *arguments: str) -> None:
    # uv must not take the Python of an environment that happens to be active.
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "CONDA_PREFIX")}
    # Shown while it happens, since downloads take minutes; kept, to say what went wrong.
    show = sys.stderr.isatty() and "sync" in arguments
    lines = []
    try:
        process = subprocess.Popen(
            [uv, *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except OSError as error:
        raise SetupError(_reason(str(error), "uv can't be started")) from error
    for line in process.stdout or ():
        lines.append(line)
        if show and line.lstrip().startswith(("Download", "Prepar", "Install", "Build", "Built")):
            print(f"  {line.strip()}", file=sys.stderr)
    if process.wait():
        raise SetupError(_reason("".join(lines), f"uv {' '.join(arguments[:2])} failed", _HINT))


def _reason(output: str, what: str, hint: str = "") -> str:
    text = output.lower()
    if "no space left" in text or os.strerror(errno.ENOSPC).lower() in text:
        return f"the disk is full ({what}); free some space and run the command again."
    if any(word in text for word in ("permission denied", "read-only", "not permitted")):
        return f"{what}, but it may not be written ({output.strip()}); allow it."
    if "no interpreter found" in text or "no python" in text:
        return (
            f"Python {' or '.join(PYTHONS)} is needed and none was found; install one "
            "(python.org, apt install python3, brew install python@3.12), or set NINBOOK_PYTHON."
        )
    if "hash mismatch" in text or "do not match the hashes" in text:
        return (
            f"a downloaded package doesn't have the locked digest ({what}); nothing was installed."
        )
    if "no module named pip" in text:
        return "neither uv nor pip is there; install one (apt install python3-pip, or uv)."
    said = " ".join(output.strip().splitlines()[-3:])
    return f"{what} ({said}){hint}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
