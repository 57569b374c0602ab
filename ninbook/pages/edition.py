"""A book in one language: its pages in each tab, its numbers and its bibliography."""

from functools import cached_property
from pathlib import Path

from ninbook.document.citations import Citations
from ninbook.document.numbering import Numbering
from ninbook.document.outline import read_outlines
from ninbook.document.references import CITATIONS, keys_of
from ninbook.files.memory import Memory
from ninbook.outputs import PageStates, Store
from ninbook.pages.present import PresentedPage, present
from ninbook.source import Book
from ninbook.words.words import Words, words_of


class Edition:
    """What all forms of a book have in common, in one language.

    Args:
        book: the edition of the book.
        store: its frozen outputs.
        states: those of its pages, if they are known.
    """

    def __init__(self, book: Book, store: Store, states: PageStates | None = None) -> None:
        self.book = book
        self.store = store
        self.pages = frozenset(book.pages)
        self._known_states = states
        self._presented: dict[tuple[Path, str | None], PresentedPage | None] = {}

    def page(self, path: Path, tab: str | None) -> PresentedPage | None:
        """Return a page in a tab; None if it has code but none for the tab."""
        key = path, tab
        if key not in self._presented:
            self._presented[key] = present(self.book, self.store, self.book.read(path), tab)
        return self._presented[key]

    @cached_property
    def states(self) -> PageStates:
        """What changes when what a page shows may have changed."""
        return self._known_states or PageStates(self.book, self.store)

    @property
    def language(self) -> str:
        """Its language, as in BCP 47."""
        return self.book.language

    @property
    def words(self) -> Words:
        """What pages say of themselves in its language."""
        return words_of(self.language)

    @cached_property
    def numbering(self) -> Numbering:
        """The numbers of its sections, figures, tables and equations."""
        read = self.book.read
        memory = Memory(Path(self.book.config.tgt_dir, "cache", "outlines.json"))
        outlines = read_outlines(self.book.pages, read, memory, self.states.of)
        memory.save()
        return Numbering(outlines | read_outlines(self.book.restructured, read))

    @cached_property
    def citations(self) -> Citations:
        """Its bibliography."""
        return Citations(self.book.bibliography)

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """Keys of the works that its pages cite."""
        roles = (role for page in self.book.pages for role in self.book.read(page).find("role"))
        cited = (role.content for role in roles if role.attrs["name"] in CITATIONS)
        return tuple(dict.fromkeys(key for keys in cited for key in keys_of(keys)))
