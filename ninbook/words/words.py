"""What pages say of themselves, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ninbook.words.load import in_language, load_words


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
