"""Networks as short texts, which fit into the address of a page.

``1-224_c96-11-4-0-2_m3-2-0_d50_g``: images of one channel and 224 pixels; a block with 96 channels,
window 11, stride 4, padding 0 and two 1x1 convolutions; max-pooling with window 3, stride 2 and
padding 0 (``a`` for average); dropout of 50 percent; global average pooling. ``f4096-10`` instead
of ``g`` is a head of fully connected layers. Scripts read them.
"""

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


def code_of(network: Network) -> str:
    """Return the text of a network.

    Raises:
        ValueError: a block lacks its last ReLU, which no text can say.
    """
    image = _joined("", network.channels, network.size)
    head = _joined("f", *network.dense) if network.dense else "g"
    return "_".join([image, *map(_code_of_stage, network.stages), head])


def _code_of_stage(stage: Stage) -> str:
    match stage:
        case Pooling(window, stride, padding, kind):
            return _joined(kind[0], window, stride, padding)
        case Dropout(percent):
            return _joined("d", percent)
        case Block(channels, window, stride, padding, pointwise, ends_in_relu=True):
            return _joined("c", channels, window, stride, padding, pointwise)
    raise ValueError(f"no text for {stage}")


def _joined(letter: str, *numbers: int) -> str:
    return letter + "-".join(map(str, numbers))
