"""What the resource calculator says, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ninbook.words.load import load_words


@dataclass(frozen=True)
class CalculatorWords:
    """Words of the calculator in one language.

    Attributes are texts for readers; those with braces are templates. Those from ``title`` on are
    for the script alone.
    """

    intro: str
    definitions: str
    quantity: str
    parameters: str
    work: str
    parameter_memory: str
    prediction: str
    training: str
    start_script: str
    title: str
    hint: str
    yours: str
    start: str
    reset: str
    input: str
    channels: str
    size: str
    batch: str
    stage: str
    block: str
    max_pooling: str
    average_pooling: str
    dropout: str
    head: str
    window: str
    stride: str
    padding: str
    pointwise: str
    percent: str
    global_pooling: str
    dense: str
    units: str
    output: str
    short_work: str
    kept: str
    pair: str
    up: str
    down: str
    duplicate: str
    remove: str
    add: str
    add_dense: str
    remove_dense: str
    comparison: str
    every_layer: str
    layer: str
    convolution: str
    relu: str
    flattening: str
    dense_layer: str
    global_layer: str
    total: str
    window_error: str
    padding_error: str
    number_error: str
    unfit: str
    status: str


WORDS: Mapping[str, CalculatorWords] = load_words(CalculatorWords, Path(__file__).parent)
