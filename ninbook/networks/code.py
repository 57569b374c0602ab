"""Networks as short texts, which fit into the address of a page.

``1-224_c96-11-4-0-2_m3-2-0_d50_g``: images of one channel and 224 pixels; a block with 96 channels,
window 11, stride 4, padding 0 and two 1x1 convolutions; max-pooling with window 3, stride 2 and
padding 0 (``a`` for average); dropout of 50 percent; global average pooling. ``f4096-10`` instead
of ``g`` is a head of fully connected layers. Scripts read them.
"""

from collections.abc import Sequence

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
    "c": ("channels", "window", "stride", "padding", "pointwise"),
    "m": ("window", "stride", "padding"),
    "a": ("window", "stride", "padding"),
    "d": ("percent",),
}
_LETTERS = {Block: "c", Dropout: "d"}


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
