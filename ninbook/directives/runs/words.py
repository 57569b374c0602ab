"""Words of the table of runs, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ninbook.words.load import load_words


@dataclass(frozen=True)
class RunWords:
    """Words of one language; those with braces are templates for `str.format`."""

    seed: str
    outcome: str
    published: str
    date: str
    reached: str
    below: str
    dead: str
    shown: str
    outside: str
    other_code: str


WORDS: Mapping[str, RunWords] = load_words(RunWords, Path(__file__).parent)
