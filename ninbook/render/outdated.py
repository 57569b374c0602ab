"""Tells readers of a translation which sections the original has left behind."""

from __future__ import annotations

from dataclasses import replace

from ninbook.source import Book, Document
from ninbook.translation.blocks import cut
from ninbook.translation.pairs import State
from ninbook.translation.spans import Kind
from ninbook.translation.translation import Translation
from ninbook.words.words import words_of

_BEHIND = {State.OUTDATED, State.MISSING, State.EXTRA}


def with_notes(book: Book, page: Document) -> Document:
    """Returns a page with a note at the head of each outdated section.

    A section is outdated if a block of it translates what the original no longer says, or lacks
    what the original says now. A page that isn't translated has one note, under its title.

    Args:
        book: the edition that the page is shown in.
        page: the page as `Book.read` returns it.
    """
    if book.language == book.languages[0]:
        return page
    words = words_of(book.language)
    if not (book.root / book.translation(page.path, book.language)).is_file():
        return _noted(page, {0}, words.untranslated)
    translation = Translation.read(book, page.path, book.language)
    headings = _headings(translation)
    outdated = set()
    for pair in translation.pairs:
        if pair.state in _BEHIND and not pair.verbatim:
            line = translation.places(pair)[1]
            outdated.add(max(0, sum(heading <= line for heading in headings) - 1))
    return _noted(page, outdated, words.outdated) if outdated else page


def _headings(translation: Translation) -> list[int]:
    return [block.line for block in translation.translated.blocks if block.kind is Kind.HEADING]


def _noted(document: Document, sections: set[int], note: str) -> Document:
    """Inserts a note behind the n-th headings, counted from 0, and their labels."""
    page = cut(document.text)
    parts: list[str] = []
    number = -1
    due = False
    for block in page.blocks:
        if due and block.kind is not Kind.DIRECTIVE:
            parts.append(f"\n\n> {note}")
            due = False
        if block.kind is Kind.HEADING:
            number += 1
            due = number in sections
        parts += [block.before, block.text]
    if due:
        parts.append(f"\n\n> {note}")
    return replace(document, text="".join(parts) + page.tail)
