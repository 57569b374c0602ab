"""A book in one language: its numbers and its bibliography."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from ninbook.document.references import CITATIONS
from ninbook.outputs import PageStates
from ninbook.render.citations import Citations
from ninbook.render.numbers import Numbers
from ninbook.source import Book


@dataclass(frozen=True)
class Edition:
    """What all notebooks of a book have in common, in one language.

    Attributes:
        book: the edition of the book.
        states: returns those of its pages, if what was found in them may be remembered.
    """

    book: Book
    states: Callable[[], PageStates] | None = None

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers of its sections, figures, tables and equations."""
        return Numbers(self.book, self.states() if self.states else None)

    @cached_property
    def citations(self) -> Citations:
        """Its bibliography."""
        return Citations(self.book.bibliography)

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """Keys of the works that its pages cite."""
        roles = (role for page in self.book.pages for role in self.book.read(page).find("role"))
        cited = (role.content for role in roles if role.attrs["name"] in CITATIONS)
        return tuple(dict.fromkeys(key.strip() for keys in cited for key in keys.split(",")))

    @property
    def language(self) -> str:
        """Its language."""
        return self.book.language
