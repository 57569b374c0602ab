"""What the live network says, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ninbook.words.load import load_words


@dataclass(frozen=True)
class LiveWords:
    """Words of the live network in one language.

    Attributes are texts for readers; those with braces are templates. The first ones are in the
    page, those from ``image`` on come with the network.
    """

    title: str
    needs_script: str
    start: str
    private: str
    from_file: str
    loading: str
    starting: str
    failed: str
    offline: str
    image: str
    images: str
    image_name: str
    draw: str
    open: str
    drop: str
    drawing: str
    draw_hint: str
    clear: str
    invert: str
    no_picture: str
    own: str
    motion: str
    right: str
    down: str
    turn: str
    percent: str
    pixels: str
    percents: str
    degrees: str
    reset: str
    smooth: str
    over: str
    result: str
    map: str
    label: str
    logit: str
    unmoved: str
    probability: str
    show_map: str
    likeliest: str
    no_evidence: str
    signed: str
    hint: str
    accuracy: str
    time: str
    compare_dense: str
    compare_averaging: str
    averaging: str
    dense: str
    compared: str
    score: str
    head_likeliest: str
    head_unmoved: str
    mark: str
    dense_hint: str
    validation: str
    count: str
    right_of: str
    maps: str
    block: str
    block_name: str
    maps_drawn: str
    no_positive: str
    silent: str
    classes: tuple[str, ...]


WORDS: Mapping[str, LiveWords] = load_words(LiveWords, Path(__file__).parent)


IN_PAGE = ("title", "start", "private", "from_file", "loading", "starting", "failed", "offline")
"""What the page's own script says before the network has come."""
