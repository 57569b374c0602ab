"""Layers of a convolutional network: what each makes of a shape, and what it costs.

Shapes are those of one image: (channels, height, width), or (features,) after flattening. Numbers
are FP32. A multiply-accumulate is one product and its addition to a sum; the additions of biases,
and the comparisons and additions of ReLU and pooling, are not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal

Shape = tuple[int, ...]

BYTES_PER_NUMBER = 4
BYTES_PER_PLACE = 8
"""Of the maximum of a window: PyTorch keeps it as int64. The others find it again instead."""


class LayerError(ValueError):
    """A layer can't be applied to an input.

    Attributes:
        reason: what is too large.
    """

    def __init__(self, reason: Literal["window", "padding"], message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Layer:
    """A layer that changes no shape and has no parameters; the base of all others.

    Attributes of the class say how a layer treats arrays.

    Attributes:
        has_parameters: it has weights and biases.
        is_view: its output is its input under another shape, or in prediction the input itself.
        needs_input: its backward pass needs the array that it was given.
        needs_output: its backward pass needs the array that it returned.
    """

    has_parameters = False
    is_view = False
    needs_input = False
    needs_output = False

    def layers(self) -> list[Layer]:
        """Return it alone, as the one layer of a network's stage."""
        return [self]

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape of the output, given that of the input.

        Raises:
            LayerError: the layer can't be applied to it.
        """
        return shape

    def parameters(self, shape: Shape) -> int:
        """Return the number of weights and biases, given the shape of the input."""
        return 0

    def multiply_accumulates(self, shape: Shape) -> int:
        """Return the multiply-accumulates for one image, given the shape of the input."""
        return 0

    def extra_kept_bytes(self, shape: Shape) -> int:
        """Return what training keeps of one image besides inputs and outputs."""
        return 0


@dataclass(frozen=True)
class Window(Layer):
    """A layer with a square window that slides over height and width.

    Attributes:
        window: height and width of the window, in pixels.
        stride: step of the window, in pixels.
        padding: rows and columns added on each of the four sides.
    """

    window: int
    stride: int = 1
    padding: int = 0

    def places(self, size: int) -> int:
        """Return how many places the window has along an axis of so many pixels.

        Raises:
            LayerError: the window is larger than the padded input.
        """
        padded = size + 2 * self.padding
        if padded < self.window:
            message = f"the window of {self.window} exceeds the padded input of {padded}"
            raise LayerError("window", message)
        return (padded - self.window) // self.stride + 1

    def output_shape(self, shape: Shape) -> Shape:
        """As `Layer.output_shape`: as many places as fit, rounded down."""
        channels, height, width = shape
        return channels, self.places(height), self.places(width)


@dataclass(frozen=True)
class Convolution(Window):
    """A convolution with biases."""

    has_parameters = True
    needs_input = True  # for the gradient of the weights

    channels: int = 1  # of the output

    def output_shape(self, shape: Shape) -> Shape:
        """As `Layer.output_shape`."""
        return self.channels, *super().output_shape(shape)[1:]

    def parameters(self, shape: Shape) -> int:
        """As `Layer.parameters`: window x window x inputs weights and a bias per channel."""
        return (self.window**2 * shape[0] + 1) * self.channels

    def multiply_accumulates(self, shape: Shape) -> int:
        """As `Layer.multiply_accumulates`: every weight, once at every place; padding counts."""
        _, height, width = self.output_shape(shape)
        return self.window**2 * shape[0] * self.channels * height * width


@dataclass(frozen=True)
class Pooling(Window):
    """Maximum or average over a window, for each channel."""

    kind: Literal["max", "average"] = "max"

    @property
    def needs_input(self) -> bool:  # type: ignore[override]
        """As `Layer.needs_input`: where the maximum was, it is looked up."""
        return self.kind == "max"

    def output_shape(self, shape: Shape) -> Shape:
        """As `Layer.output_shape`."""
        if 2 * self.padding > self.window:
            message = f"the padding of {self.padding} exceeds half the window of {self.window}"
            raise LayerError("padding", message)
        return super().output_shape(shape)

    def extra_kept_bytes(self, shape: Shape) -> int:
        """As `Layer.extra_kept_bytes`: the place of each maximum."""
        return BYTES_PER_PLACE * prod(self.output_shape(shape)) if self.kind == "max" else 0


@dataclass(frozen=True)
class Relu(Layer):
    """max(x, 0); its gradient passes where the output is positive."""

    needs_output = True


@dataclass(frozen=True)
class Dropout(Layer):
    """Sets a part of the values to zero at random in training; does nothing in prediction."""

    percent: int = 50

    def extra_kept_bytes(self, shape: Shape) -> int:
        """As `Layer.extra_kept_bytes`: the factor of each value."""
        return BYTES_PER_NUMBER * prod(shape)


@dataclass(frozen=True)
class GlobalAveragePooling(Layer):
    """The mean of each channel."""

    def output_shape(self, shape: Shape) -> Shape:
        """As `Layer.output_shape`."""
        return (shape[0],)


@dataclass(frozen=True)
class Flattening(Layer):
    """One axis in place of three."""

    is_view = True

    def output_shape(self, shape: Shape) -> Shape:
        """As `Layer.output_shape`."""
        return (prod(shape),)


@dataclass(frozen=True)
class Dense(Layer):
    """A fully connected layer with biases."""

    has_parameters = True
    needs_input = True  # for the gradient of the weights

    units: int  # its outputs

    def output_shape(self, shape: Shape) -> Shape:
        """As `Layer.output_shape`."""
        return (self.units,)

    def parameters(self, shape: Shape) -> int:
        """As `Layer.parameters`."""
        return (shape[0] + 1) * self.units

    def multiply_accumulates(self, shape: Shape) -> int:
        """As `Layer.multiply_accumulates`: every weight once."""
        return shape[0] * self.units
