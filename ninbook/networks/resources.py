"""What a network needs: parameters, computation, memory in prediction and in training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from ninbook.networks.layers import BYTES_PER_NUMBER, Dropout, Layer, LayerError, Shape
from ninbook.networks.network import Network


class NetworkError(ValueError):
    """A network can't be: a layer doesn't fit its input.

    Attributes:
        stage: which stage, counted from 0.
        reason: what is too large, "window" or "padding".
    """

    def __init__(self, stage: int, error: LayerError) -> None:
        super().__init__(f"stage {stage + 1}: {error}")
        self.stage = stage
        self.reason = error.reason


@dataclass(frozen=True)
class LayerResources:
    """What one layer needs, for one image.

    Attributes:
        layer: the layer.
        stage: the stage that it is of, counted from 0; the head comes last.
        shape: shape of its output.
        parameters: weights and biases.
        multiply_accumulates: for one image.
        kept_bytes: what training keeps of one image for the backward pass and this layer has made:
            its output, if this layer or the next needs it, the places of maxima, the factors of
            dropout.
        pair_bytes: its input and its output, which are alive at the same time in prediction; 0 if
            the output is the input.
    """

    layer: Layer
    stage: int
    shape: Shape
    parameters: int
    multiply_accumulates: int
    kept_bytes: int
    pair_bytes: int


@dataclass(frozen=True)
class Resources:
    """What a network needs.

    Attributes:
        input_bytes: those of one image, which training keeps, too, if the first layer needs it.
        layers: what each layer needs.
    """

    input_bytes: int
    layers: Sequence[LayerResources]

    @property
    def parameters(self) -> int:
        """Weights and biases of all layers."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def parameter_bytes(self) -> int:
        """Memory of the parameters."""
        return BYTES_PER_NUMBER * self.parameters

    @property
    def multiply_accumulates(self) -> int:
        """Multiply-accumulates for one image."""
        return sum(layer.multiply_accumulates for layer in self.layers)

    @property
    def kept_bytes(self) -> int:
        """What training keeps of one image from the forward to the backward pass."""
        return self.input_bytes + sum(layer.kept_bytes for layer in self.layers)

    @property
    def pair_bytes(self) -> int:
        """The largest pair of one layer's input and output, for one image."""
        return max(layer.pair_bytes for layer in self.layers)

    def prediction_bytes(self, batch: int) -> int:
        """Return the memory of a prediction for a minibatch of so many images.

        That is the parameters, and input and output of the layer where both together are largest:
        layers run one after the other, and an array is given up when the next one is done. ReLU
        makes a new array, as the frameworks' layers do. What a framework needs for itself, or for
        a faster convolution, comes on top.
        """
        return self.parameter_bytes + batch * self.pair_bytes

    def training_bytes(self, batch: int) -> int:
        """Return the memory of a training step with stochastic gradient descent.

        That is the parameters, a gradient for each, and all arrays that the backward pass needs.
        SGD without momentum has no state of its own. What the backward pass has in hand at a
        time, and a framework's own needs, come on top.
        """
        return 2 * self.parameter_bytes + batch * self.kept_bytes


def resources_of(network: Network) -> Resources:
    """Return what a network needs.

    Raises:
        NetworkError: a layer doesn't fit its input.
    """
    flat = [(n, layer) for n, group in enumerate(network.groups()) for layer in group]
    layers = [layer for _, layer in flat]
    found: list[LayerResources] = []
    shape: Shape = (network.channels, network.size, network.size)
    for place, (stage, layer) in enumerate(flat):
        try:
            output = layer.output_shape(shape)
        except LayerError as error:
            raise NetworkError(stage, error) from error
        learns = any(one.has_parameters for one in layers[: place + 1])
        needed = (learns and layer.needs_output) or _needed(layers, place + 1)
        kept = BYTES_PER_NUMBER * prod(output) if needed and not layer.is_view else 0
        extra = layer.extra_kept_bytes(shape) if learns else 0
        moves = not layer.is_view and not isinstance(layer, Dropout)
        found.append(
            LayerResources(
                layer,
                stage,
                output,
                layer.parameters(shape),
                layer.multiply_accumulates(shape),
                kept + extra,
                BYTES_PER_NUMBER * (prod(shape) + prod(output)) if moves else 0,
            )
        )
        shape = output
    image = BYTES_PER_NUMBER * network.channels * network.size**2
    return Resources(image if _needed(layers, 0) else 0, found)


def _needed(layers: Sequence[Layer], place: int) -> bool:
    """Tell whether the layer that gets an array, be it under another shape, needs it.

    No gradient goes back beyond the first layer with parameters, so those before it need nothing.
    ``place`` is that of the first layer after the array.
    """
    for reader in range(place, len(layers)):
        if not layers[reader].is_view:
            learns = any(layer.has_parameters for layer in layers[: reader + 1])
            return learns and layers[reader].needs_input
    return False
