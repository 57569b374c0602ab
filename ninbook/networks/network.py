"""Networks made of blocks, poolings and a head, which is how one designs them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ninbook.networks.layers import (
    Convolution,
    Dense,
    Dropout,
    Flattening,
    GlobalAveragePooling,
    Layer,
    Pooling,
    Relu,
    Window,
)


@dataclass(frozen=True)
class Block:
    """A convolution, then 1x1 convolutions of as many channels; ReLUs follow them."""

    channels: int  # of the outputs of all of them
    window: int  # height and width of the first one's
    stride: int = 1
    padding: int = 0  # on each side
    pointwise: int = 0  # how many 1x1 convolutions follow the first one
    ends_in_relu: bool = field(default=True, kw_only=True)  # so no value is negative

    def layers(self) -> list[Layer]:
        """Return the block's layers."""
        first = Convolution(self.window, self.stride, self.padding, self.channels)
        layers: list[Layer] = [first, Relu()]
        for _ in range(self.pointwise):
            layers += [Convolution(1, channels=self.channels), Relu()]
        return layers if self.ends_in_relu else layers[:-1]


Stage = Block | Pooling | Dropout


@dataclass(frozen=True)
class Network:
    """A network for square images."""

    channels: int  # of an image
    size: int  # its height and width
    stages: Sequence[Stage]  # all but the head
    dense: Sequence[int] = ()
    """Units of the fully connected layers of the head, the last of them the classes. All but the
    last are followed by ReLU and dropout. Without any the head is global average pooling, and the
    channels of the last block are the classes."""

    def head(self) -> list[Layer]:
        """Return the layers of the head."""
        if not self.dense:
            return [GlobalAveragePooling()]
        layers: list[Layer] = [Flattening()]
        for units in self.dense[:-1]:
            layers += [Dense(units), Relu(), Dropout()]
        return [*layers, Dense(self.dense[-1])]

    def groups(self) -> list[list[Layer]]:
        """Return the layers of each stage, and those of the head at last."""
        return [*(stage.layers() for stage in self.stages), self.head()]


@dataclass(frozen=True)
class Places:
    """The centres of a map's cells along an axis of the image.

    Padding and strides move them: the cells of a last map are rarely spread evenly over the image.
    """

    first: float  # centre of the first cell, in pixels from the image's edge
    step: int  # pixels from one centre to the next
    receptive_field: int  # pixels that a cell depends on


def places_of(network: Network) -> list[Places]:
    """Return where the cells of each stage's maps lie, without the head."""
    first, step, receptive_field = 0.5, 1, 1
    found = []
    for stage in network.stages:
        for layer in stage.layers():
            if isinstance(layer, Window):
                receptive_field += (layer.window - 1) * step
                first += ((layer.window - 1) / 2 - layer.padding) * step
                step *= layer.stride
        found.append(Places(first, step, receptive_field))
    return found
