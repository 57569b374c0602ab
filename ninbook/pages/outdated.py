"""Tells readers of a translation which sections the original has left behind."""

from ninbook.document.document import Document
from ninbook.document.nodes import Node, text_node
from ninbook.source import Book
from ninbook.translation.pairs import State
from ninbook.translation.translation import Translation
from ninbook.words.words import words_of

_BEHIND = {State.OUTDATED, State.MISSING, State.EXTRA}


def notes_of(book: Book, document: Document) -> dict[int, Node]:
    """Return the notes at the heads of a page's outdated sections, by headings, counted from 0.

    A section is outdated if a block of it translates what the original no longer says, or lacks
    what the original says now. A page that isn't translated has one note, under its title.
    """
    if book.language == book.languages[0]:
        return {}
    words = words_of(book.language)
    if document.file == document.path:
        return {0: _note("untranslated", words.untranslated)}
    translation = Translation.read(book, document.path, book.language)
    headings = [node.line for node in document.nodes if node.type == "heading"]
    outdated = set()
    for pair in translation.pairs:
        if pair.state in _BEHIND and not pair.verbatim:
            line = translation.places(pair)[1]
            outdated.add(max(0, sum(heading <= line for heading in headings) - 1))
    return {number: _note("outdated", words.outdated) for number in outdated}


def _note(kind: str, text: str) -> Node:
    return Node("note", attrs={"kind": kind}, children=[text_node(text)])
