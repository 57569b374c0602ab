"""Read the words that a part of the book says, from a file of each language beside its code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

_T = TypeVar("_T")
Catalogue = Mapping[str, str]
"""Words of one language by their names; those with braces are templates for `str.format`."""


def load_words(kind: type[_T], folder: Path) -> Mapping[str, _T]:
    """Read ``words.LANGUAGE.toml`` of each language; what one doesn't say stays English.

    Raises:
        TypeError: an entry is missing in English, or no field of the class.
    """
    languages = (file.suffixes[-2][1:] for file in sorted(folder.glob("words.*.toml")))
    return {language: kind(**words_in(folder, language)) for language in languages}


@cache
def words_in(folder: Path, language: str) -> Catalogue:
    """Return the words of a folder in a language; what it doesn't say is English."""
    own = folder / f"words.{language.partition('-')[0]}.toml"
    english = _entries(folder / "words.en.toml")
    return {**english, **_entries(own)} if own.is_file() else english


def in_language(words: Mapping[str, _T], language: str) -> _T:
    """Return the words of a language, English ones for a language that has none yet."""
    return words.get(language.partition("-")[0], words["en"])


def _entries(file: Path) -> dict[str, Any]:
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: tuple(v) if isinstance(v, list) else v for name, v in entries.items()}
