"""What a network needs: parameters, computation, memory in prediction and in training."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from ninbook.networks.layers import (
    BYTES_PER_NUMBER,
    Applied,
    Dropout,
    Layer,
    LayerError,
    Shape,
)
from ninbook.networks.network import Network


class NetworkError(ValueError):
    """A network can't be: a layer doesn't fit its input."""

    def __init__(self, stage: int, error: LayerError) -> None:
        super().__init__(f"stage {stage + 1}: {error}")
        self.stage = stage  # counted from 0
        self.reason = error.reason  # what is too large, "window" or "padding"


@dataclass(frozen=True)
class LayerResources:
    """What one layer needs, for one image."""

    layer: Layer
    stage: int  # that it is of, counted from 0; the head comes last
    shape: Shape  # of its output
    parameters: int  # weights and biases
    multiply_accumulates: int
    kept_bytes: int
    """What training keeps for the backward pass and this layer has made: its output, if this layer
    or the next needs it, the places of maxima, the factors of dropout."""
    pair_bytes: int
    """Its input and its output, which are alive at the same time in prediction; 0 if the output is
    the input."""


@dataclass(frozen=True)
class Resources:
    """What a network needs."""

    input_bytes: int  # of one image, which training keeps, too, if the first layer needs it
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
    shape: Shape = (network.channels, network.size, network.size)
    applied: list[Applied] = []
    for stage, layer in flat:
        try:
            applied.append(layer.applied_to(shape))
        except LayerError as error:
            raise NetworkError(stage, error) from error
        shape = applied[-1].shape
    # No gradient goes back beyond the first layer with parameters, so those before it keep nothing.
    first = next((place for place, one in enumerate(applied) if one.parameters), len(applied))

    def is_read(place: int) -> bool:
        """Tell whether the layer that gets the array of a place, be it flattened, needs it."""
        readers = (n for n in range(place, len(flat)) if not flat[n][1].is_view)
        reader = next(readers, None)
        return reader is not None and reader >= first and flat[reader][1].needs_input

    found: list[LayerResources] = []
    image = before = BYTES_PER_NUMBER * network.channels * network.size**2
    for place, ((stage, layer), one) in enumerate(zip(flat, applied, strict=True)):
        after = BYTES_PER_NUMBER * prod(one.shape)
        learns = place >= first
        is_kept = (learns and layer.needs_output) or is_read(place + 1)
        kept = after if is_kept and not layer.is_view else 0
        kept += one.extra_kept_bytes if learns else 0
        pair = 0 if layer.is_view or isinstance(layer, Dropout) else before + after
        costs = (one.parameters, one.multiply_accumulates, kept, pair)
        found.append(LayerResources(layer, stage, one.shape, *costs))
        before = after
    return Resources(image if is_read(0) else 0, found)
