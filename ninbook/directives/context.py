"""What a directive knows of the page that it stands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ninbook.document.document import Document
from ninbook.outputs import Execution, Store
from ninbook.source import Book
from ninbook.words.words import ENGLISH, Words


@dataclass(frozen=True)
class Context:
    """A page in one tab, for the directives on it.

    Attributes:
        tab: the tab; None in a book without tabs.
        execution: the execution that its outputs are from; None if there is none.
        is_fresh: whether all its outputs are those of the present code.
        language: the page's, as in BCP 47.
        words: those of the page's language.
        in_all_tabs: returns the fresh executions of the page, by tab.
        source: the book, its store and the page; None if a directive needs none of them.
        folds_code: whether readers open code to see it.
        cells: how many code cells a kernel executes before the directive.
    """

    tab: str | None
    execution: Execution | None = None
    is_fresh: bool = True
    language: str = "en"
    words: Words = ENGLISH
    in_all_tabs: Callable[[], Mapping[str, Execution]] = dict
    source: tuple[Book, Store, Document] | None = None
    folds_code: bool = False
    cells: int = 0


@dataclass(frozen=True)
class Place:
    """Where a widget stands on the site.

    Attributes:
        argument: what its mark says.
        language: of the page, as in BCP 47.
        root: address of the site's root, relative to the page; empty or with a slash at its end.
        live: what the site offers for networks that run in the page; empty if there is nothing.
    """

    argument: str
    language: str
    root: str = ""
    live: Mapping[str, Any] = field(default_factory=dict)
