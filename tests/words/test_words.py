"""The words of each part say the same in each language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ninbook
from ninbook.words.words import Catalogue, words_in

PACKAGE = Path(ninbook.__file__).parent
TRANSLATED = sorted(PACKAGE.rglob("words.ko.toml"))


@pytest.mark.parametrize("file", TRANSLATED, ids=lambda file: file.parent.name)
def test_each_text_has_the_blanks_of_the_english_one(file: Path) -> None:
    english, korean = (words_in(str(file.parent), language) for language in ("en", "ko-KR"))
    assert korean.keys() == english.keys()
    for name, text in _texts(english).items():
        assert _blanks(_texts(korean)[name]) == _blanks(text), name


def test_a_language_without_words_is_english() -> None:
    assert words_in("notebooks", "de") == words_in("notebooks", "en")


def test_code_names_no_word_that_english_lacks() -> None:
    known = words_in("words", "en").keys()
    said = {name for file in PACKAGE.rglob("*.py") for name in _said_in(file)}
    assert len(said & known) > 30
    assert said <= known | {*dir(dict), *dir(list)}


def _said_in(file: Path) -> Iterator[str]:
    """Yield the attributes that a module reads of what it calls words."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).rpartition(".")[2]
            if owner in ("words", "_words", "page_words", "ENGLISH"):
                yield node.attr


def _texts(words: Catalogue) -> dict[str, str]:
    return {name: text for name, text in words.items() if isinstance(text, str)}


def _blanks(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+", text))
