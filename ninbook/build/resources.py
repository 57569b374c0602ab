"""Copies of the book's pictures and other resources, beside what shows them."""

from __future__ import annotations

from pathlib import Path

from ninbook.files.digests import FileDigests
from ninbook.files.listing import files_below
from ninbook.files.memory import Memory
from ninbook.files.write import write_atomically
from ninbook.source import Book

_FILES = "files"


def copy_resources(book: Book, digests: FileDigests, folder: Path) -> set[str]:
    """Copy what ``[build] resources`` names, and removes the copies of what is gone.

    d2lbook copies what is newer than its copy, so half a copy would stay. Returns the names.
    """
    config = book.config
    names = set(book.resources)
    memory = Memory(Path(config.tgt_dir, "cache", f"{folder.name}.resources.json"))
    before = set(memory.recall(_FILES, "") or ())
    memory.keep(_FILES, "", sorted(before | names))
    memory.save()
    for name in sorted(names):
        source, copy = Path(config.src_dir, name), folder / name
        if not copy.is_file() or digests.of(source) != digests.of(copy):
            write_atomically(copy, source.read_bytes(), durable=False)
    for name in before - names:
        (folder / name).unlink(missing_ok=True)
    memory.keep(_FILES, "", sorted(names))
    memory.save()
    return names


def remove_others(folder: Path, wanted: set[str]) -> None:
    """Remove files of a folder that nobody wants, but for those of its ``_static``."""
    for name, file in files_below(folder):
        if name not in wanted and "_static" not in name.split("/"):
            Path(file).unlink()
