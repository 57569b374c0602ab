"""What a directive knows of the page that it stands on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ninbook.document.document import Document
from ninbook.outputs import Execution, Store
from ninbook.source import Book
from ninbook.words.words import ENGLISH, Words


@dataclass(frozen=True)
class Context:
    """A page in one tab, for the directives on it."""

    tab: str | None  # None in a book without tabs
    execution: Execution | None = None  # the one that its outputs are from
    is_fresh: bool = True  # all its outputs are those of the present code
    language: str = "en"  # the page's, as in BCP 47
    words: Words = ENGLISH  # those of the page's language
    # Returns the fresh executions of the page, by tab.
    in_all_tabs: Callable[[], Mapping[str, Execution]] = dict
    source: tuple[Book, Store, Document] | None = None  # None if no directive needs them
    folds_code: bool = False  # readers open code to see it
    cells: int = 0  # that a kernel executes before the directive


@dataclass(frozen=True)
class Place:
    """Where a widget stands on the site."""

    argument: str  # what its mark says
    language: str  # of the page, as in BCP 47
    root: str = ""  # address of the site's root from the page; empty or with a slash at its end
    # What the site offers for networks that run in the page; empty if there is nothing.
    live: Mapping[str, Any] = field(default_factory=dict)
