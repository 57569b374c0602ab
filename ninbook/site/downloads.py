"""The notebooks that the site offers for download, and links that open them elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ninbook.document.numbering import Numbering
from ninbook.files.digests import FileDigests
from ninbook.files.listing import files_below
from ninbook.files.memory import Memory
from ninbook.files.write import write_if_changed
from ninbook.frameworks import title_of
from ninbook.notebooks.hosting import hosted_address
from ninbook.outputs import PageStates
from ninbook.source import Book

FOLDER = "notebooks"
"""Folder of the notebooks in the site of each language."""


def downloads_of(book: Book, page: Path, tabs: Sequence[str | None]) -> list[dict[str, Any]]:
    """Say where a page's notebooks are, for each tab.

    ``file`` is relative to the site of the language; ``colab`` and ``sagemaker`` are addresses that
    open it there, None if the book isn't hosted on GitHub.
    """
    name = page.with_suffix("").as_posix()
    return [
        {
            "tab": tab or "",
            "title": title_of(tab) if tab else "Python",
            "file": f"{FOLDER}/{name}{f'.{tab}' if tab else ''}.ipynb",
            **{host: hosted_address(book, host, page, tab) for host in ("colab", "sagemaker")},
        }
        for tab in tabs
    ]


class DownloadFolder:
    """The notebooks in a site, written anew only for pages that changed."""

    def __init__(
        self, book: Book, site: Path, states: PageStates, numbers: Numbering, digests: FileDigests
    ) -> None:
        self._book = book
        self._site = site
        self._states = states
        edition = Path(book.config.rst_dir).name  # sites of a translation all have one name
        self._memory = Memory(Path(book.config.tgt_dir, "cache", f"{edition}.{FOLDER}.json"))
        self._common = f"{_digest_of_images(book, digests)} {numbers.digest}"
        self._missing: list[tuple[Path, str | None, str]] = []

    def offer(
        self, tabs: Sequence[str | None], has_code: Callable[[Path, str | None], bool]
    ) -> dict[str, list[dict[str, Any]]]:
        """Return `downloads_of` each page, by Sphinx's names; remove notebooks of lost pages."""
        found: dict[str, list[dict[str, Any]]] = {}
        there = dict(files_below(self._site / FOLDER))
        wanted: set[str] = set()
        for page in self._book.pages:
            name = page.with_suffix("").as_posix()
            state = f"{self._states.of(page)} {self._common}"
            offered = self._memory.recall(name, state)
            if offered is None or not all(_within(each) in there for each in offered):
                chosen = [tab for tab in tabs if has_code(page, tab)]
                offered = downloads_of(self._book, page, chosen)
                self._memory.keep(name, state, offered)
                self._missing += [(page, each["tab"] or None, each["file"]) for each in offered]
            found[name] = offered
            wanted.update(_within(each) for each in offered)
        for stray in there.keys() - wanted:
            if stray.endswith(".ipynb"):
                Path(there[stray]).unlink()
        return found

    def write(self, make: Callable[[Path, str | None], str]) -> None:
        """Write the notebooks that are offered and missing; ``make`` returns the text of one."""
        for page, tab, file in self._missing:
            write_if_changed(self._site / file, make(page, tab))
        self._memory.save()


def _within(download: Mapping[str, Any]) -> str:
    """Return the name of a notebook's file in the folder of notebooks."""
    return str(download["file"]).removeprefix(f"{FOLDER}/")


def _digest_of_images(book: Book, digests: FileDigests) -> str:
    """Return a digest of what notebooks hold besides their pages: images, titles, references."""
    digest = hashlib.sha256()
    files = {Path(book.config.src_dir, name) for name in book.resources}
    for file in sorted({*files, *([book.bibliography] if book.bibliography else [])}):
        if file.is_file():
            digest.update(f"{file}\0{digests.of(file)}\0".encode())
    return digest.hexdigest()
