"""The folder ``build/downloads``, which holds PDFs, EPUBs and archives of all editions."""

from dataclasses import dataclass
from pathlib import Path

from ninbook.files.write import mirror
from ninbook.frameworks import title_of
from ninbook.source import Book

_FOLDER = "downloads"


def subtitle_of(book: Book) -> str:
    """Return what a title page says below the title: the framework, in a book with several."""
    return title_of(book.config.tab) if len(book.tabs) > 1 else ""


@dataclass(frozen=True)
class Collected:
    """The files of one kind: one for each language and tab of a book."""

    kind: str  # suffix of their names, and the folder of a site that holds copies
    by_tab: bool = True  # each tab has one; else one holds all tabs

    def file(self, book: Book, tab: str | None = None) -> Path:
        """Return where the file of an edition is collected once it was built.

        Args:
            book: the book in the edition's language.
            tab: one of its tabs; None for all of them, or in a book without tabs.

        Returns:
            ``build/downloads/NAME-LANGUAGE-TAB.KIND``, less what the book has only one of.
        """
        return book.common_folder / _FOLDER / self._name(book, book.language, tab)

    def _name(self, book: Book, language: str, tab: str | None) -> str:
        parts = [book.config.project["name"]]
        if len(book.languages) > 1:
            parts.append(language)
        if tab and len(book.tabs) > 1:
            parts.append(tab)
        return f"{'-'.join(parts)}.{self.kind}"

    def remove_outdated(self, book: Book) -> None:
        """Delete collected files of tabs and languages that the book no longer has."""
        tabs = book.tabs_or_none if self.by_tab else [None]
        wanted = {self._name(book, language, tab) for language in book.languages for tab in tabs}
        for file in Path(book.common_folder, _FOLDER).glob(f"*.{self.kind}"):
            if file.name not in wanted:
                file.unlink()

    def offered(self, book: Book) -> dict[str, str]:
        """Return the files of an edition that were built.

        Returns:
            For each tab that has one, "" in a book without tabs, its address relative to the root
            of the edition's site, where `publish` puts it.
        """
        files = {tab or "": self.file(book, tab) for tab in book.tabs_or_none}
        return {tab: f"{self.kind}/{file.name}" for tab, file in files.items() if file.is_file()}

    def publish(self, book: Book, site: Path) -> None:
        """Copy the files of an edition into its site, and delete there what is offered no more."""
        self.remove_outdated(book)
        files = [self.file(book, tab or None) for tab in self.offered(book)]
        mirror(site / self.kind, {file.name: file for file in files}, f".{self.kind}")


PDFS = Collected("pdf")
EPUBS = Collected("epub")
ARCHIVES = Collected("zip", by_tab=False)
