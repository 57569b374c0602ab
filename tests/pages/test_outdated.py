from pathlib import Path

import pytest

from ninbook.pages.outdated import notes_of
from ninbook.source import Book
from tests.editing import edit

PAGE = Path("chapter/nin.md")


@pytest.mark.parametrize(
    ("before", "after", "section"),
    [
        ("It overfits less.", "It overfits less.\n\nOne more paragraph.", 0),
        ("## Exercises", "## Exercises\n\nRead this first.", 1),
        ("The first sentence. NiN has", "NiN has", 0),
    ],
)
def test_the_note_stands_in_the_section_of_the_change(
    before: str, after: str, section: int, translated_folder: Path
) -> None:
    book = Book.open(translated_folder).in_language("ko")
    assert notes_of(book, book.read(PAGE)) == {}
    edit(PAGE, before, after)
    book = Book.open(translated_folder).in_language("ko")
    assert list(notes_of(book, book.read(PAGE))) == [section]
