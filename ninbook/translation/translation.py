"""A page in another language: the two texts, the ledger, and the pairs of their blocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Self

from ninbook.files.text import decoded
from ninbook.source.book import Book
from ninbook.translation.blocks import CutPage, cut
from ninbook.translation.ledger import Entry, ledger_of, ledger_text, read_ledger
from ninbook.translation.pairs import Pair, State, pair_up


@dataclass(frozen=True)
class Translation:
    """A page and its translation."""

    page: Path  # in English, relative to the book's root
    path: Path  # relative to it, too
    language: str
    english: CutPage
    translated: CutPage  # without blocks if it doesn't exist
    entries: list[Entry] | None  # None if there is no ledger

    @classmethod
    def read(cls, book: Book, page: Path, language: str) -> Self:
        """Read a translation.

        Raises:
            PageError: a page isn't UTF-8, or the ledger can't be read.
        """
        path = book.translation(page, language)
        entries = read_ledger(book.root, ledger_of(path))
        text = decoded(book.content(path), path) if (book.root / path).is_file() else ""
        english = cut(decoded(book.content(page), page))
        return cls(page, path, language, english, cut(text), entries)

    @cached_property
    def pairs(self) -> list[Pair]:
        """The pairs of blocks in the order of the English."""
        return pair_up(self.english.blocks, self.translated.blocks, self.entries or [])

    @property
    def open_pairs(self) -> list[Pair]:
        """The pairs that need work."""
        return [pair for pair in self.pairs if pair.state is not State.CURRENT]

    @property
    def ledger(self) -> Path:
        """Where the ledger stands, relative to the book's root."""
        return ledger_of(self.path)

    def places(self, pair: Pair) -> tuple[int, int]:
        """Return the lines of a pair, English first; for a missing side, of its neighbour."""
        above = [*takewhile(lambda other: other is not pair, self.pairs), pair]
        english = [each.english.line for each in above if each.english] or [1]
        return english[-1], pair.translated.line if pair.translated else self.behind(pair)

    def behind(self, pair: Pair) -> int:
        """Return the line of the translation behind which a pair belongs; 1 for the first."""
        above = takewhile(lambda other: other is not pair, self.pairs)
        placed = [each.translated for each in above if each.state is not State.MOVED]
        return ([block.last_line for block in placed if block] or [1])[-1]

    def ledger_with(self, confirmed: Iterable[Pair]) -> str:
        """Return the ledger's content after some pairs were confirmed; other entries stay.

        Of pairs with one side only nothing is confirmed.
        """
        chosen = {id(pair) for pair in confirmed}
        entries = []
        for pair in self.pairs:
            if pair.verbatim:
                continue
            if id(pair) in chosen and pair.english and pair.translated:
                entries.append(Entry.of(pair.english, pair.translated))
            elif pair.entry:
                entries.append(pair.entry)
        return ledger_text(entries, self.page, self.path)
