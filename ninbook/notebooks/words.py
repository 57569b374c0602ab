"""What notebooks for other machines say of themselves, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ninbook.words.words import in_language, load_words


@dataclass(frozen=True)
class NotebookWords:
    """Words of one language.

    Attributes are texts for readers; those with braces are templates for `str.format`.
    """

    before: str
    colab: str
    sagemaker: str
    jupyter: str
    package: str
    package_offline: str
    gpu: str
    no_gpu: str
    switch: str
    automatic: str
    many: str
    run: str
    took: str
    device: str
    full: str
    quick: str
    not_measured: str
    setup_title: str
    switch_title: str
    in_full: str
    cut_short: str
    too_old: str
    not_installed: str
    no_pip: str
    comment_packages: str
    comment_pins: str
    comment_mends: str
    comment_seed: str
    comment_warnings: str
    comment_book: str
    open_colab: str
    comparison: str
    your_run: str
    steps: str
    all_seeds: str
    nothing_trained: str
    page_of: str


_WORDS: Mapping[str, NotebookWords] = load_words(NotebookWords, Path(__file__).parent)


def notebook_words_of(language: str) -> NotebookWords:
    """Return the words of a language, English ones for a language that has none yet.

    Args:
        language: as in BCP 47.
    """
    return in_language(_WORDS, language)
