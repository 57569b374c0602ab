"""Layers of a convolutional network: what each makes of a shape, and what it costs.

Shapes are those of one image: (channels, height, width), or (features,) after flattening. Numbers
are FP32. A multiply-accumulate is one product and its addition to a sum; the additions of biases,
and the comparisons and additions of ReLU and pooling, are not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal, NamedTuple

Shape = tuple[int, ...]

BYTES_PER_NUMBER = 4
BYTES_PER_PLACE = 8
"""Of the maximum of a window: PyTorch keeps it as int64. The others find it again instead."""


class LayerError(ValueError):
    """A layer can't be applied to an input."""

    def __init__(self, reason: Literal["window", "padding"], message: str) -> None:
        super().__init__(message)
        self.reason = reason  # what is too large


class Applied(NamedTuple):
    """What a layer makes of a shape, and what that costs for one image."""

    shape: Shape  # of the output
    parameters: int = 0  # weights and biases
    multiply_accumulates: int = 0
    extra_kept_bytes: int = 0  # what training keeps besides inputs and outputs


@dataclass(frozen=True)
class Layer:
    """A layer that changes no shape and has no parameters; the base of all others."""

    is_view = False  # its output is its input under another shape
    needs_input = False  # its backward pass needs the array that it was given
    needs_output = False  # its backward pass needs the array that it returned

    def layers(self) -> list[Layer]:
        """Return it alone, as the one layer of a network's stage."""
        return [self]

    def applied_to(self, shape: Shape) -> Applied:
        """Return what it makes of an input of this shape.

        Raises:
            LayerError: the layer can't be applied to it.
        """
        return Applied(shape)


@dataclass(frozen=True)
class Window(Layer):
    """A layer with a square window that slides over height and width."""

    window: int  # its height and width, in pixels
    stride: int = 1  # its step, in pixels
    padding: int = 0  # rows and columns added on each of the four sides

    def places(self, size: int) -> int:
        """Return how many places the window has along an axis of so many pixels, rounded down.

        Raises:
            LayerError: the window is larger than the padded input.
        """
        padded = size + 2 * self.padding
        if padded < self.window:
            message = f"the window of {self.window} exceeds the padded input of {padded}"
            raise LayerError("window", message)
        return (padded - self.window) // self.stride + 1


@dataclass(frozen=True)
class Convolution(Window):
    """A convolution with biases."""

    needs_input = True  # for the gradient of the weights

    channels: int = 1  # of the output

    def applied_to(self, shape: Shape) -> Applied:
        """As `Layer.applied_to`: every weight is used at every place; padding counts."""
        height, width = map(self.places, shape[1:])
        weights = self.window**2 * shape[0] * self.channels
        output = (self.channels, height, width)
        return Applied(output, weights + self.channels, weights * height * width)


@dataclass(frozen=True)
class Pooling(Window):
    """Maximum or average over a window, for each channel."""

    kind: Literal["max", "average"] = "max"

    @property
    def needs_input(self) -> bool:  # type: ignore[override]
        """As `Layer.needs_input`: where the maximum was, it is looked up."""
        return self.kind == "max"

    def applied_to(self, shape: Shape) -> Applied:
        """As `Layer.applied_to`: the place of each maximum is kept."""
        if 2 * self.padding > self.window:
            message = f"the padding of {self.padding} exceeds half the window of {self.window}"
            raise LayerError("padding", message)
        output = (shape[0], *map(self.places, shape[1:]))
        kept = BYTES_PER_PLACE * prod(output) if self.kind == "max" else 0
        return Applied(output, extra_kept_bytes=kept)


@dataclass(frozen=True)
class Relu(Layer):
    """max(x, 0); its gradient passes where the output is positive."""

    needs_output = True


@dataclass(frozen=True)
class Dropout(Layer):
    """Sets a part of the values to zero at random in training; does nothing in prediction."""

    percent: int = 50

    def applied_to(self, shape: Shape) -> Applied:
        """As `Layer.applied_to`: the factor of each value is kept."""
        return Applied(shape, extra_kept_bytes=BYTES_PER_NUMBER * prod(shape))


@dataclass(frozen=True)
class GlobalAveragePooling(Layer):
    """The mean of each channel."""

    def applied_to(self, shape: Shape) -> Applied:
        """As `Layer.applied_to`."""
        return Applied((shape[0],))


@dataclass(frozen=True)
class Flattening(Layer):
    """One axis in place of three."""

    is_view = True

    def applied_to(self, shape: Shape) -> Applied:
        """As `Layer.applied_to`."""
        return Applied((prod(shape),))


@dataclass(frozen=True)
class Dense(Layer):
    """A fully connected layer with biases."""

    needs_input = True  # for the gradient of the weights

    units: int  # its outputs

    def applied_to(self, shape: Shape) -> Applied:
        """As `Layer.applied_to`: every weight is used once."""
        weights = shape[0] * self.units
        return Applied((self.units,), weights + self.units, weights)
