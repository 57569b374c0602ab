"""Tells readers of a translation which sections the original has left behind."""

from ninbook.document.document import Document
from ninbook.document.nodes import Node, text_node
from ninbook.source import Book
from ninbook.translation.pairs import State
from ninbook.translation.translation import Translation
from ninbook.words.words import words_of

_BEHIND = {State.OUTDATED, State.MISSING, State.EXTRA}


def notes_of(book: Book, document: Document) -> dict[int, Node]:
    """Return the notes at the heads of a page's outdated sections, by the lines of their headings.

    A section is outdated if a block of it translates what the original no longer says, or lacks
    what the original says now. A page that isn't translated has one note, under its title.
    """
    if book.language == book.languages[0]:
        return {}
    words = words_of(book.language)
    headings = [node.line for node in document.nodes if node.type == "heading"]
    if document.file == document.path:
        return {line: _note("untranslated", words.untranslated) for line in headings[:1]}
    translation = Translation.read(book, document.path, book.language)
    outdated: set[int] = set()
    for pair in translation.pairs:
        if pair.state in _BEHIND and not pair.verbatim:
            line = translation.places(pair)[1]
            above = [heading for heading in headings if heading <= line] or headings[:1]
            outdated.update(above[-1:])
    return {line: _note("outdated", words.outdated) for line in outdated}


def _note(kind: str, text: str) -> Node:
    return Node("note", attrs={"kind": kind}, children=[text_node(text)])
