"""What pages say of themselves, and the reading of such words, in the languages of the book.

Words stand beside the code that says them, in a file of each language, ``words.LANGUAGE.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Words:
    """Words of one language.

    Attributes are texts for readers; those with braces are templates for `str.format`.
    """

    not_executed: str
    code_changed: str
    no_results: str
    executed_in_full: str
    full_run: str
    full_runs: str
    quick_run: str
    seed: str
    how_run: str
    show_code: str
    frozen_notebook: str
    verify: str
    seconds: str
    minutes: str
    hours: str
    framework: str
    run: str
    parameters: str
    train_loss: str
    val_loss: str
    val_acc: str
    seconds_per_epoch: str
    device: str
    cores: str
    instructions: str
    then: str
    versions: str
    note: str
    older_numerics: str
    dead: str
    after_full: str
    after_quick: str
    figure: str
    table: str
    listing: str
    section: str
    chapter: str
    language: str
    references: str
    contents: str
    long_output: str
    other_forms: str
    notebook: str
    open_in_colab: str
    open_in_studio_lab: str
    slides: str
    outdated: str
    untranslated: str
    original: str
    plot: str
    book_run: str
    book_runs: str
    until_run: str
    subpages: str
    theme: Mapping[str, str]
    """What the theme and Sphinx say, by their English; for what Sphinx has no words of its own."""
    search: str
    search_hint: str
    search_needs_script: str
    results_found: str
    result_found: str
    results_partial: str
    results_none: str
    results_more: str
    search_code: str
    start: str
    not_found: str
    not_found_text: str
    answer_to: str
    answers: str
    on_page: str


_WORDS: Mapping[str, Words] = load_words(Words, Path(__file__).parent)
ENGLISH = _WORDS["en"]


def words_of(language: str) -> Words:
    """Return the words of a language that the whole site says."""
    return in_language(_WORDS, language)
