"""Networks made of blocks, poolings and a head, which is how one designs them."""

from __future__ import annotations

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
)


@dataclass(frozen=True)
class Block:
    """A convolution, then 1x1 convolutions of as many channels; ReLUs follow them.

    Attributes:
        channels: output channels of all of them.
        window: height and width of the first one's window.
        stride: its stride.
        padding: its padding on each side.
        pointwise: how many 1x1 convolutions follow it.
        ends_in_relu: a ReLU follows the last one, too, so that no value is negative.
    """

    channels: int
    window: int
    stride: int = 1
    padding: int = 0
    pointwise: int = 0
    ends_in_relu: bool = field(default=True, kw_only=True)

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
    """A network for square images.

    Attributes:
        channels: of an image.
        size: its height and width.
        stages: all but the head.
        dense: units of the fully connected layers of the head, the last of them the classes. All
            but the last are followed by ReLU and dropout. None at all: global average pooling,
            and the channels of the last block are the classes.
    """

    channels: int
    size: int
    stages: Sequence[Stage]
    dense: Sequence[int] = ()

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
