"""Networks known by name, for images of one channel and 224 x 224 pixels and for ten classes.

Sources: Lin, Chen and Yan 2013; Krizhevsky, Sutskever and Hinton 2012; Simonyan and Zisserman 2014;
in the form that Dive into Deep Learning gives them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ninbook.networks.network import Block, Drop, Network, Pool, Stage

_CLASSES = 10
_HALVING = Pool(3, 2)
_NIN = (
    Block(96, 11, 4, 0, 2),
    _HALVING,
    Block(256, 5, 1, 2, 2),
    _HALVING,
    Block(384, 3, 1, 1, 2),
    _HALVING,
    Drop(),
    Block(_CLASSES, 3, 1, 1, 2),
)
_ALEXNET = (
    Block(96, 11, 4, 1),
    _HALVING,
    Block(256, 5, 1, 2),
    _HALVING,
    Block(384, 3, 1, 1),
    Block(384, 3, 1, 1),
    Block(256, 3, 1, 1),
    _HALVING,
)
_DENSE = (4096, 4096, _CLASSES)


@dataclass(frozen=True)
class Preset:
    """A network and its name.

    Attributes:
        title: the name that readers know.
        network: the network.
    """

    title: str
    network: Network


def _vgg(*blocks: tuple[int, int]) -> Sequence[Stage]:
    """The stages of a VGG network: for each block its convolutions, and their channels."""
    stages: list[Stage] = []
    for convolutions, channels in blocks:
        stages += [Block(channels, 3, 1, 1)] * convolutions + [Pool(2, 2)]
    return stages


PRESETS: Mapping[str, Preset] = {
    "nin": Preset("NiN", Network(1, 224, _NIN)),
    "nin-dense": Preset("NiN-FC", Network(1, 224, _NIN, (_CLASSES,))),
    "alexnet": Preset("AlexNet", Network(1, 224, _ALEXNET, _DENSE)),
    "vgg11": Preset(
        "VGG-11", Network(1, 224, _vgg((1, 64), (1, 128), (2, 256), (2, 512), (2, 512)), _DENSE)
    ),
}
