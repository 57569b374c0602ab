from pathlib import Path

import pytest

from ninbook.outputs import Store
from ninbook.pages.outdated import notes_of
from ninbook.pages.present import present
from ninbook.source import Book
from ninbook.translation.translation import Translation
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
    page = book.read(PAGE)
    (line,) = notes_of(book, page)
    assert [node.line for node in page.nodes if node.type == "heading"].index(line) == section


def test_headings_of_a_tab_take_no_notes_from_others(translated_folder: Path) -> None:
    for file, last in ((PAGE, "## Exercises"), (PAGE.with_suffix(".ko.md"), "## 연습 문제")):
        edit(file, last, f":begin_tab:`jax`\n### JAX\n:end_tab:\n\n{last}")
    translation = Translation.read(Book.open(translated_folder), PAGE, "ko")
    ledger = translation.ledger_with(translation.pairs)
    translation.ledger.write_text(ledger, encoding="utf-8")
    edit(PAGE, "1. Why two?", "1. Why two of them?")
    book = Book.open(translated_folder).in_language("ko")
    for tab in ("pytorch", "jax"):
        page = present(book, Store(translated_folder), book.read(PAGE), tab)
        assert page is not None
        types = [node.type for node in page.nodes]
        assert types.count("note") == 1
        assert page.nodes[types.index("note") - 1].text == "연습 문제"
