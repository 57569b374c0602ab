"""Where PDFs are collected, so that the site can offer them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ninbook.files.write import write_atomically
from ninbook.pages.collected import downloads_folder, keep_only
from ninbook.source import Book

FOLDER = "pdf"
"""Folder of a site that holds copies of the collected files."""


def pdf_file(book: Book, tab: str | None) -> Path:
    """Return where the PDF of an edition is collected once it was built.

    Args:
        book: the book in the edition's language.
        tab: one of its tabs; None in a book without tabs.

    Returns:
        ``build/downloads/NAME-LANGUAGE-TAB.pdf``, less what the book has only one of.
    """
    return downloads_folder(book) / _name(book, book.language, tab)


def _name(book: Book, language: str, tab: str | None) -> str:
    parts = [book.config.project["name"]]
    if len(book.languages) > 1:
        parts.append(language)
    if tab and len(book.tabs) > 1:
        parts.append(tab)
    return f"{'-'.join(parts)}.pdf"


def remove_outdated(book: Book) -> None:
    """Delete collected PDFs of tabs and languages that the book no longer has.

    Args:
        book: the book, in any edition.
    """
    tabs: Sequence[str | None] = book.tabs or [None]
    wanted = {_name(book, language, tab) for language in book.languages for tab in tabs}
    keep_only(book, ".pdf", wanted)


def offered(book: Book) -> dict[str | None, str]:
    """Return the PDFs of an edition that were built.

    Args:
        book: the book in the edition's language.

    Returns:
        For each tab that has one, its address relative to the root of the edition's site, where
        `publish_pdfs` puts it.
    """
    tabs: Sequence[str | None] = book.tabs or [None]
    files = {tab: pdf_file(book, tab) for tab in tabs}
    return {tab: f"{FOLDER}/{file.name}" for tab, file in files.items() if file.is_file()}


def publish_pdfs(book: Book, site: Path) -> None:
    """Copy the PDFs of an edition into its site, and deletes there what is offered no more.

    Args:
        book: the book in the edition's language.
        site: the folder of the edition's site.
    """
    remove_outdated(book)
    addresses = set(offered(book).values())
    for file in (site / FOLDER).glob("*.pdf"):
        if f"{FOLDER}/{file.name}" not in addresses:
            file.unlink()
    for address in addresses:
        copy = site / address
        file = downloads_folder(book) / copy.name
        if not copy.is_file() or copy.read_bytes() != file.read_bytes():
            write_atomically(copy, file.read_bytes())
