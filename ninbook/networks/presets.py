"""Networks known by name, for images of one channel and 224 x 224 pixels and for ten classes.

Sources: Lin, Chen and Yan 2013; Krizhevsky, Sutskever and Hinton 2012; Simonyan and Zisserman 2014;
in the form that Dive into Deep Learning gives them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ninbook.networks.layers import Convolution, Dropout, Pooling
from ninbook.networks.network import Block, Network, Stage
from ninbook.networks.resources import resources_of

_CLASSES = 10
_HALVING = Pooling(3, 2)
_NIN = (
    Block(96, 11, 4, 0, 2),
    _HALVING,
    Block(256, 5, 1, 2, 2),
    _HALVING,
    Block(384, 3, 1, 1, 2),
    _HALVING,
    Dropout(),
    Block(_CLASSES, 3, 1, 1, 2),
)
_SIGNED_NIN = (*_NIN[:-1], replace(_NIN[-1], ends_in_relu=False))
"""Its logits may be negative."""
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
    """A network and its name."""

    title: str  # that readers know
    network: Network  # as it predicts
    normalized: bool = False
    """In training, batch normalisation follows each convolution but the last. In prediction it only
    scales and shifts what the convolution gives, so the network has nothing of it: the convolution
    does both."""

    @property
    def trained_parameters(self) -> int:
        """Parameters in training: those of the network, and two per normalised channel."""
        resources = resources_of(self.network)
        layers = [one.layer for one in resources.layers]
        channels = [layer.channels for layer in layers if isinstance(layer, Convolution)]
        return resources.parameters + (2 * sum(channels[:-1]) if self.normalized else 0)


def _vgg(*blocks: tuple[int, int]) -> Sequence[Stage]:
    """The stages of a VGG network: for each block its convolutions, and their channels."""
    stages: list[Stage] = []
    for convolutions, channels in blocks:
        stages += [Block(channels, 3, 1, 1)] * convolutions + [Pooling(2, 2)]
    return stages


PRESETS: Mapping[str, Preset] = {
    "nin": Preset("NiN", Network(1, 224, _NIN)),
    "nin-dense": Preset("NiN-FC", Network(1, 224, _NIN, (_CLASSES,))),
    "alexnet": Preset("AlexNet", Network(1, 224, _ALEXNET, _DENSE)),
    "vgg11": Preset(
        "VGG-11", Network(1, 224, _vgg((1, 64), (1, 128), (2, 256), (2, 512), (2, 512)), _DENSE)
    ),
}
"""Networks to calculate with."""

LIVE_PRESETS: Mapping[str, Preset] = {
    **PRESETS,
    "nin-normalized": Preset("NiN-BN", Network(1, 224, _SIGNED_NIN), normalized=True),
    "nin-normalized-dense": Preset(
        "NiN-BN-FC", Network(1, 224, _SIGNED_NIN, (_CLASSES,)), normalized=True
    ),
}
"""Networks that pages may train and run; see `ninbook.directives.live`."""
