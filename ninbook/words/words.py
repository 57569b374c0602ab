"""What pages say of themselves, and the reading of such words, in the languages of the book.

Words stand beside the code that says them, in a file of each language, ``words.LANGUAGE.toml``.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parents[1]
Catalogue = Mapping[str, str]
"""Words of one language by their names; those with braces are templates for `str.format`."""


@cache
def words_in(folder: str, language: str) -> Catalogue:
    """Return the words of a folder of this package; what the language doesn't say is English."""
    own = Path(_PACKAGE, folder, f"words.{re.split('[-_]', language)[0]}.toml")
    english = _entries(own.with_name("words.en.toml"))
    return {**english, **_entries(own)} if own.is_file() else english


def _entries(file: Path) -> dict[str, Any]:
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: tuple(v) if isinstance(v, list) else v for name, v in entries.items()}


class Words:
    """Words of one language, under their names in the file; those with braces are templates."""

    theme: Mapping[str, str]
    """What the theme and Sphinx say, by their English; for what Sphinx has no words of its own."""

    def __init__(self, catalogue: Mapping[str, Any]) -> None:
        vars(self).update(catalogue)

    def __getattr__(self, name: str) -> str:
        raise AttributeError(f"words.en.toml has no entry {name}")


@cache
def words_of(language: str) -> Words:
    """Return the words of a language that the whole site says, in English if it has none."""
    return Words(words_in("words", language))


ENGLISH = words_of("en")
