"""Words of the table that compares frameworks with a referee, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ninbook.words.load import load_words


@dataclass(frozen=True)
class ParityWords:
    """Words of one language; those with braces are templates for `str.format`."""

    heading: str
    float32: str
    float64: str
    same_class: str
    logits: str
    gradients: str
    relative: str
    share: str
    inputs: str
    trained: str
    random: str
    different_inputs: str


WORDS: Mapping[str, ParityWords] = load_words(ParityWords, Path(__file__).parent)
