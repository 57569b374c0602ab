from __future__ import annotations

from pathlib import Path

import pytest

from ninbook.source import Book
from ninbook.source.contents import with_contents_of

ENGLISH = "# Book\n\nText.\n\n```toc\n:maxdepth: 1\n\none\ntwo\n```\n\nEnd.\n"


def test_a_translation_has_the_contents_of_the_page() -> None:
    korean = "# 책\n\n글.\n\n```toc\none\n```\n\n끝.\n"
    expected = "# 책\n\n글.\n\n```toc\n:maxdepth: 1\n\none\ntwo\n```\n\n끝.\n"
    assert with_contents_of(ENGLISH, korean) == expected
    assert with_contents_of(ENGLISH, expected) == expected


@pytest.mark.parametrize(
    "korean", ["# 책\n", "# 책\n\n```toc\none\n", "```toc\n```\n```toc\n```\n"]
)
def test_what_does_not_fit_stays(korean: str) -> None:
    assert with_contents_of(ENGLISH, korean) == korean


def test_editions_of_the_repository_s_book(chapter_copy: Path) -> None:
    book = Book.open(chapter_copy)
    assert book.languages == ("en", "ko")
    assert book.in_language("en") is book
    korean = book.in_language("ko")
    assert (korean.language, korean.edition) == ("ko", "ko")
    assert korean.config.project["title"] == "네트워크 인 네트워크"
    assert book.config.project["title"] == "Network in Network"
    assert korean.pages == book.pages
    assert korean.config.rst_dir == "build/ko/rst"
    assert korean.site_folder("all") == book.site_folder("all") / "ko"
    assert korean.bibliography == book.bibliography
    (page,) = [path for path in book.pages if path.name == "nin.md"]
    assert korean.read(page).name == book.read(page).name == "chapter_cnn-modern/nin"
    assert "합성곱" in korean.read(page).text
    (chapter_copy / "chapter_cnn-modern/nin.ko.md").unlink()
    assert korean.read(page).text == book.read(page).text
