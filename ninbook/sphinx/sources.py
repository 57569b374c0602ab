"""The folder from which Sphinx makes an edition: a file for each page, and pictures beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ninbook.files.if_changed import write_if_changed
from ninbook.files.listing import state_of
from ninbook.files.memory import Memory
from ninbook.files.write import write_atomically
from ninbook.sphinx.pages import SUFFIX

Page = tuple[str, dict[str, bytes]]
"""What `ninbook.sphinx.pages.serialised` returns."""


def write_sources(
    folder: Path,
    memory: Memory,
    pages: Iterable[Path],
    state: Callable[[Path], str],
    make: Callable[[Path], Page | None],
) -> tuple[int, set[str]]:
    """Write the pages that changed since the last time.

    Args:
        folder: the folder.
        memory: what was written before.
        pages: the pages, relative to the book's root.
        state: returns what changes when what a page shows may have changed.
        make: returns a page; None if no tab that is shown has it.

    Returns:
        How many pages were made anew, and the files of all of them, relative to the folder.
    """
    changed = 0
    wanted: set[str] = set()
    for page in pages:
        name, now = page.as_posix(), state(page)
        seen = memory.recall(name, now)
        if seen is None or seen != _look_at(folder, [file for file, _ in seen]):
            made = make(page)
            seen = _look_at(folder, _write(folder, page, *made) if made else ())
            memory.keep(name, now, seen)
            changed += 1
        wanted.update(file for file, _ in seen)
    memory.save()
    return changed, wanted


def _write(folder: Path, page: Path, text: str, pictures: dict[str, bytes]) -> list[str]:
    target = folder / page.with_suffix(SUFFIX)
    target.parent.mkdir(parents=True, exist_ok=True)
    for name, content in pictures.items():
        file = target.parent / name
        if not file.is_file() or file.read_bytes() != content:
            target.unlink(missing_ok=True)  # since Sphinx looks at the page alone
            write_atomically(file, content, durable=False)
    write_if_changed(target, text)
    files = [target, *(target.parent / name for name in pictures)]
    return [file.relative_to(folder).as_posix() for file in files]


def _look_at(folder: Path, files: Iterable[str]) -> list[list[str]]:
    """Return how files look from outside: name, and what changes when the file does."""
    return [[name, state_of(f"{folder}/{name}")] for name in sorted(files)]
