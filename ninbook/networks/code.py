"""Networks as short texts, which fit into the address of a page.

``1-224_c96-11-4-0-2_m3-2-0_d50_g``: images of one channel and 224 pixels; a block with 96 channels,
window 11, stride 4, padding 0 and two 1x1 convolutions; max-pooling with window 3, stride 2 and
padding 0 (``a`` for average); dropout of 50 percent; global average pooling. ``f4096-10`` instead
of ``g`` is a head of fully connected layers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from ninbook.networks.layers import Dropout, Pooling
from ninbook.networks.network import Block, Network, Stage

LIMITS = {
    "channels": (1, 2048),
    "units": (1, 65536),
    "size": (1, 512),
    "batch": (1, 4096),
    "window": (1, 13),
    "stride": (1, 16),
    "padding": (0, 6),
    "pointwise": (0, 8),
    "percent": (0, 99),
    "stages": (1, 40),
}
"""Least and greatest values; within them every result is exact in a browser's numbers, too."""

_FIELDS = {
    "": ("channels", "size"),
    "c": ("channels", "window", "stride", "padding", "pointwise"),
    "m": ("window", "stride", "padding"),
    "a": ("window", "stride", "padding"),
    "d": ("percent",),
    "g": (),
}
_LETTERS = {Block: "c", Dropout: "d"}
_MOST_DENSE = 4
_PART = re.compile(r"([a-z]?)((?:[0-9]{1,6}(?:-[0-9]{1,6})*)?)")
_KIND_OF: dict[str, Literal["max", "average"]] = {"m": "max", "a": "average"}


def code_of(network: Network) -> str:
    """Return the text of a network.

    Raises:
        ValueError: a block lacks its last ReLU, which no text can say.
    """
    head = f"f{_joined(network.dense)}" if network.dense else "g"
    stages = [_code_of_stage(stage) for stage in network.stages]
    return "_".join([_joined((network.channels, network.size)), *stages, head])


def _code_of_stage(stage: Stage) -> str:
    if isinstance(stage, Block) and not stage.ends_in_relu:
        raise ValueError(f"no text for {stage}")
    letter = stage.kind[0] if isinstance(stage, Pooling) else _LETTERS[type(stage)]
    return f"{letter}{_joined([getattr(stage, field) for field in _FIELDS[letter]])}"


def _joined(numbers: Sequence[int]) -> str:
    return "-".join(map(str, numbers))


def network_from(code: str) -> Network:
    """Return the network of a text.

    Raises:
        ValueError: the text is no network, or a number in it is beyond `LIMITS`.
    """
    first, *parts = code.split("_")
    if not parts:
        raise ValueError(f"no head in {code!r}")
    channels, size = _numbers(first, "")
    stages = [_stage(part) for part in parts[:-1]]
    least, most = LIMITS["stages"]
    if not least <= len(stages) <= most:
        raise ValueError(f"{len(stages)} stages in {code!r}")
    head = "f" if parts[-1][:1] == "f" else "g"
    return Network(channels, size, stages, _numbers(parts[-1], head))


def _stage(part: str) -> Stage:
    letter = part[:1]
    if letter == "c":
        return Block(*_numbers(part, "c"))
    if letter in _KIND_OF:
        window, stride, padding = _numbers(part, letter)
        return Pooling(window, stride, padding, _KIND_OF[letter])
    return Dropout(*_numbers(part, "d"))


def _numbers(part: str, letter: str) -> tuple[int, ...]:
    match = _PART.fullmatch(part)
    if match is None or match[1] != letter:
        raise ValueError(f"can't read {part!r}")
    numbers = tuple(int(text) for text in match[2].split("-") if text)
    fields = _FIELDS.get(letter, ("units",) * len(numbers))
    if letter == "f" and not 1 <= len(numbers) <= _MOST_DENSE:
        raise ValueError(f"1 to {_MOST_DENSE} fully connected layers, not {len(numbers)}")
    if len(numbers) != len(fields):
        raise ValueError(f"{len(fields)} numbers, not {len(numbers)}, in {part!r}")
    for field, number in zip(fields, numbers, strict=True):
        least, most = LIMITS[field]
        if not least <= number <= most:
            raise ValueError(f"{field} {number} in {part!r} is not within {least} and {most}")
    return numbers
