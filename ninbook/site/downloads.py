"""The notebooks that the site offers for download, and links that open them elsewhere."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ninbook.files.listing import files_below
from ninbook.files.memory import Memory
from ninbook.files.write import write_if_changed
from ninbook.notebooks.build import standalone_notebook
from ninbook.notebooks.export import code_of
from ninbook.notebooks.hosting import hosted_address
from ninbook.notebooks.standalone import COLAB
from ninbook.pages.edition import Edition
from ninbook.pages.present import PresentedPage
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
            "file": f"{FOLDER}/{name}{f'.{tab}' if tab else ''}.ipynb",
            **{host: hosted_address(book, host, page, tab) for host in ("colab", "sagemaker")},
        }
        for tab in tabs
    ]


class DownloadFolder:
    """The notebooks in an edition's site, written anew only for pages that changed."""

    def __init__(self, edition: Edition, site: Path) -> None:
        self._edition = edition
        self._site = site
        config = edition.book.config
        name = Path(config.rst_dir).name  # sites of a translation all have one name
        self._memory = Memory(Path(config.tgt_dir, "cache", f"{name}.{FOLDER}.json"))
        self._missing: list[tuple[PresentedPage, str]] = []

    def offer(self, tabs: Sequence[str | None]) -> dict[str, list[dict[str, Any]]]:
        """Return `downloads_of` each page, by Sphinx's names; remove notebooks of lost pages."""
        edition = self._edition
        common = f"{_digest_of_images(edition)} {edition.numbering.digest}"
        found: dict[str, list[dict[str, Any]]] = {}
        there = dict(files_below(self._site / FOLDER))
        wanted: set[str] = set()
        for path in edition.book.pages:
            name = path.with_suffix("").as_posix()
            state = f"{edition.states.of(path)} {common}"
            offered = self._memory.recall(name, state)
            if offered is None or not all(_within(each) in there for each in offered):
                pages = [page for tab in tabs if (page := edition.page(path, tab))]
                chosen = [page for page in pages if code_of(page)]
                offered = downloads_of(edition.book, path, [page.tab for page in chosen])
                self._memory.keep(name, state, offered)
                files = (each["file"] for each in offered)
                self._missing += zip(chosen, files, strict=True)
            found[name] = offered
            wanted.update(_within(each) for each in offered)
        for stray in there.keys() - wanted:
            if stray.endswith(".ipynb"):
                Path(there[stray]).unlink()
        return found

    def write(self) -> None:
        """Write the notebooks that are offered and missing."""
        for page, file in self._missing:
            text = standalone_notebook(self._edition, page, COLAB)
            write_if_changed(self._site / file, text)
        self._memory.save()


def _within(download: Mapping[str, Any]) -> str:
    """Return the name of a notebook's file in the folder of notebooks."""
    return str(download["file"]).removeprefix(f"{FOLDER}/")


def _digest_of_images(edition: Edition) -> str:
    """Return a digest of what notebooks hold besides their pages: images, titles, references."""
    book, digest = edition.book, hashlib.sha256()
    files = {Path(book.config.src_dir, name) for name in book.resources}
    for file in sorted({*files, *([book.bibliography] if book.bibliography else [])}):
        if file.is_file():
            digest.update(f"{file}\0{edition.store.digests.of(file)}\0".encode())
    return digest.hexdigest()
