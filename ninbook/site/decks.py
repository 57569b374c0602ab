"""The decks of slides that the site offers: those that were built."""

from __future__ import annotations

from pathlib import Path

from ninbook.files.if_changed import copy_if_changed
from ninbook.source import Book

FOLDER = "slides"
"""Folder of the decks in the site of each language."""


class Decks:
    """The decks of an edition."""

    def __init__(self, book: Book) -> None:
        self.offered: dict[str, dict[str, str]] = {}
        """For each page that has decks, their addresses by tab, relative to the edition's site."""
        self._files: dict[str, Path] = {}
        tabs = book.tabs_or_none
        for tab in tabs:
            folder = Path(book.in_tab(tab).config.slides_dir)
            for page in book.pages:
                name = page.with_suffix("").as_posix()
                file, suffix = folder / f"{name}.html", f".{tab}" if tab else ""
                if file.is_file():
                    address = f"{FOLDER}/{name}{suffix}.html"
                    self.offered.setdefault(name, {})[tab or ""] = address
                    self._files[address] = file

    def publish(self, site: Path) -> None:
        """Copy the decks into a site, and delete there those that are offered no more."""
        for copy in (site / FOLDER).rglob("*.html"):
            if copy.relative_to(site).as_posix() not in self._files:
                copy.unlink()
        for address, file in self._files.items():
            copy_if_changed(file, site / address)
