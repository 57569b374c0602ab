"""Builds the chapter with stock d2lbook, for ``lighthouse.py`` to measure beside this book's.

Stock d2lbook gets an environment of its own in the user's cache: the release with its own pins, and
the two more without which it can't be started today (``lighthouse/stock.in``), all of it locked.
"""

import os
import subprocess
from pathlib import Path

import build_speed
import pypandoc
from measuring import run

from ninbook.bootstrap import find_uv
from ninbook.files.user_cache import cache_folder

LOCK = Path(__file__).resolve().parent / "lighthouse" / "stock.txt"
_LIMIT_SECONDS = 900


def build(folder: Path) -> Path:
    """Builds the English edition with stock d2lbook, executing nothing; returns the site.

    Args:
        folder: where a copy of the book goes; must not exist.
    """
    programs = _install()
    tabs = build_speed.copy_book(folder, {"build": {"eval_notebook": "False"}})
    paths = [programs, Path(pypandoc.get_pandoc_path()).parent, os.environ.get("PATH", os.defpath)]
    environment = {**os.environ, "PATH": os.pathsep.join(map(str, paths))}
    commands = [["build", "eval", "--tab", tab] for tab in tabs]
    for arguments in [*commands, ["build", "html", "--tab", "all"]]:
        command = [str(programs / "d2lbook"), *arguments]
        run(command, "stock d2lbook", _LIMIT_SECONDS, folder, environment)
    return folder / "build" / "html"


def _install() -> Path:
    """Makes stock d2lbook's environment unless it is there; returns the folder of its programs."""
    folder = cache_folder("stock-d2lbook")
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    stamp = folder / "installed.txt"
    lock = LOCK.read_text(encoding="utf-8")
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return programs
    print("installing stock d2lbook ...", flush=True)
    uv = find_uv()
    subprocess.run([uv, "venv", "--quiet", "--clear", "--python", "3.11", str(folder)], check=True)
    sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(folder), str(LOCK)]
    subprocess.run(sync, check=True)
    stamp.write_text(lock, encoding="utf-8")
    return programs
