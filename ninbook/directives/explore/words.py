"""What the controls of a figure say, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ninbook.words.load import load_words


@dataclass(frozen=True)
class ExploreWords:
    """What the controls of a figure say; words in braces are filled in."""

    start: str
    pixel: str
    object: str
    up: str
    down: str
    left: str
    right: str
    column: str
    average: str
    outside: str


WORDS: Mapping[str, ExploreWords] = load_words(ExploreWords, Path(__file__).parent)
