"""The words of each part say the same in each language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ninbook
from ninbook.words.words import Catalogue, words_in

PACKAGE = Path(ninbook.__file__).parent
TRANSLATED = sorted(PACKAGE.rglob("words.ko.toml"))


@pytest.mark.parametrize("file", TRANSLATED, ids=lambda file: file.parent.name)
def test_each_text_has_the_blanks_of_the_english_one(file: Path) -> None:
    english, korean = (words_in(file.parent, language) for language in ("en", "ko-KR"))
    assert korean.keys() == english.keys()
    for name, text in _texts(english).items():
        assert _blanks(_texts(korean)[name]) == _blanks(text), name


def test_a_language_without_words_is_english() -> None:
    assert words_in(TRANSLATED[0].parent, "de") == words_in(TRANSLATED[0].parent, "en")


def _texts(words: Catalogue) -> dict[str, str]:
    return {name: text for name, text in words.items() if isinstance(text, str)}


def _blanks(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+", text))
