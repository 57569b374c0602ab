"""The folder ``build/downloads``, which holds PDFs, EPUBs and archives of all editions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ninbook.files.write import write_atomically
from ninbook.frameworks import title_of
from ninbook.source import Book


def downloads_folder(book: Book) -> Path:
    """Return the folder in which the files of all editions are collected."""
    target = Path(book.config.tgt_dir)
    return (target.parent if book.edition else target) / "downloads"


def keep_only(book: Book, suffix: str, names: Collection[str]) -> None:
    """Delete what was collected, but for some files.

    Args:
        book: the book, in any edition.
        suffix: that of the files in question.
        names: those that stay.
    """
    for file in downloads_folder(book).glob(f"*{suffix}"):
        if file.name not in names:
            file.unlink()


def subtitle_of(book: Book) -> str:
    """Return what a title page says below the title: the framework, in a book with several."""
    return title_of(book.config.tab) if len(book.tabs) > 1 else ""


@dataclass(frozen=True)
class Collected:
    """The files of one kind: one for each language and tab of a book.

    Attributes:
        kind: suffix of their names, and the folder of a site that holds copies.
    """

    kind: str

    def file(self, book: Book, tab: str | None) -> Path:
        """Return where the file of an edition is collected once it was built.

        Args:
            book: the book in the edition's language.
            tab: one of its tabs; None in a book without tabs.

        Returns:
            ``build/downloads/NAME-LANGUAGE-TAB.KIND``, less what the book has only one of.
        """
        return downloads_folder(book) / self._name(book, book.language, tab)

    def _name(self, book: Book, language: str, tab: str | None) -> str:
        parts = [book.config.project["name"]]
        if len(book.languages) > 1:
            parts.append(language)
        if tab and len(book.tabs) > 1:
            parts.append(tab)
        return f"{'-'.join(parts)}.{self.kind}"

    def remove_outdated(self, book: Book) -> None:
        """Delete collected files of tabs and languages that the book no longer has.

        Args:
            book: the book, in any edition.
        """
        wanted = {
            self._name(book, lang, tab) for lang in book.languages for tab in book.tabs_or_none
        }
        keep_only(book, f".{self.kind}", wanted)

    def offered(self, book: Book) -> dict[str, str]:
        """Return the files of an edition that were built.

        Args:
            book: the book in the edition's language.

        Returns:
            For each tab that has one, "" in a book without tabs, its address relative to the root
            of the edition's site, where `publish` puts it.
        """
        files = {tab or "": self.file(book, tab) for tab in book.tabs_or_none}
        return {tab: f"{self.kind}/{file.name}" for tab, file in files.items() if file.is_file()}

    def publish(self, book: Book, site: Path) -> None:
        """Copy the files of an edition into its site, and delete there what is offered no more.

        Args:
            book: the book in the edition's language.
            site: the folder of the edition's site.
        """
        self.remove_outdated(book)
        addresses = set(self.offered(book).values())
        for file in (site / self.kind).glob(f"*.{self.kind}"):
            if f"{self.kind}/{file.name}" not in addresses:
                file.unlink()
        for address in addresses:
            copy = site / address
            content = (downloads_folder(book) / copy.name).read_bytes()
            if not copy.is_file() or copy.read_bytes() != content:
                write_atomically(copy, content)


PDFS = Collected("pdf")
EPUBS = Collected("epub")
