"""Books and projects of Sphinx that tests write into folders, and build."""

import shutil
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BOOKS = Path(__file__).with_name("books")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8"
    "ffff3f0005fe02fea735810000000049454e44ae426082"
)
"""A picture of one pixel."""


def write_book(folder: Path, name: str = "small") -> Path:
    """Writes a book of `books` into a folder."""
    # With times of their own, as of files that somebody has just written.
    shutil.copytree(BOOKS / name, folder, copy_function=shutil.copy, dirs_exist_ok=True)
    return folder


def copy_chapter(folder: Path) -> Path:
    """Copies the repository's book into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    frame = [file for kind in ("md", "ledger", "bib") for file in ROOT.glob(f"*.{kind}")]
    for file in [ROOT / "config.ini", *frame]:
        shutil.copy(file, folder)
    for file in [*ROOT.glob("chapter_*/*.*"), *ROOT.glob("outputs/**/*")]:
        if file.is_file() and not file.name.startswith("."):
            copy = folder / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)
    for name in ("img", "static"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def build_project(folder: Path, builder: str = "html") -> tuple[Any, str]:
    """Builds the Sphinx project in a folder into one below it; returns how and all messages."""
    from sphinx.application import Sphinx
    from sphinx.locale import translators
    from sphinx.util.docutils import docutils_namespace

    # Sphinx keeps the language of its last build for the whole process.
    before, messages = dict(translators), StringIO()
    try:
        with docutils_namespace():
            out, trees = folder / builder, folder / "trees"
            app = Sphinx(folder, folder, out, trees, builder, status=None, warning=messages)
            app.build()
        return app, messages.getvalue()
    finally:
        translators.clear()
        translators.update(before)


def files_of(folder: Path) -> dict[str, bytes]:
    """Returns what the files of a folder hold, by their paths in it."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }
