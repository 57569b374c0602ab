"""What the place for a reader's number says, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ninbook.words.load import load_words


@dataclass(frozen=True)
class QuestionWords:
    """What the place for a reader's number says."""

    label: str
    button: str
    correct: str
    wrong: str
    not_a_number: str


WORDS: Mapping[str, QuestionWords] = load_words(QuestionWords, Path(__file__).parent)
