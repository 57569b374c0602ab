"""The folder from which Sphinx makes an edition: a file for each page, and pictures beside it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from ninbook.files.listing import state_of
from ninbook.files.memory import Memory
from ninbook.files.write import write_atomically, write_if_changed
from ninbook.frameworks import title_of
from ninbook.pages.edition import Edition
from ninbook.pages.merge import merge
from ninbook.sphinx.pages import SUFFIX, serialised

Source = tuple[str, dict[str, bytes]]
"""What `ninbook.sphinx.pages.serialised` returns."""


def write_sources(
    edition: Edition, tabs: Sequence[str | None], folder: Path
) -> tuple[int, set[str]]:
    """Write the pages, with the tabs that they show, of which something changed.

    Returns:
        How many pages were made anew, and the files of all of them, relative to the folder.
    """
    memory = Memory(Path(edition.book.config.tgt_dir, "cache", f"{folder.name}.json"))
    numbers = edition.numbering.digest
    works = state_of(str(edition.book.bibliography or ""))
    changed = 0
    wanted: set[str] = set()
    for page in edition.book.pages:
        name, now = page.as_posix(), f"{edition.states.of(page)} {numbers} {works}"
        seen = memory.recall(name, now)
        if seen is None or seen != _look_at(folder, [file for file, _ in seen]):
            made = _source(edition, tabs, page)
            seen = _look_at(folder, _write(folder, page, *made) if made else ())
            memory.keep(name, now, seen)
            changed += 1
        wanted.update(file for file, _ in seen)
    memory.save()
    return changed, wanted


def _source(edition: Edition, tabs: Sequence[str | None], path: Path) -> Source | None:
    """Return a page with the tabs that are shown, or with the first that it has code for."""
    book = edition.book
    shown = [page for tab in tabs if (page := edition.page(path, tab))]
    if not shown:
        # Contents and references lead to this page in every edition.
        shown = [page for tab in book.tabs if (page := edition.page(path, tab))][:1]
    if not shown:
        return None
    nodes = merge(shown, {tab: title_of(tab) for tab in book.tabs})
    found = edition.numbering, edition.citations, edition.words
    return serialised(path, shown[0].document.file, nodes, *found)


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
