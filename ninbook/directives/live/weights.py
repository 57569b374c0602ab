"""Trained weights as a network's layers take them, rounded to half precision."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
from safetensors import SafetensorError

from ninbook.networks.layers import Convolution, Dense, Shape
from ninbook.networks.network import Network
from ninbook.networks.resources import resources_of

_PARTS = ("weight", "bias", "running_mean", "running_var")
"""A layer's arrays in a state dict. Only a batch normalisation has the last two."""
_Parts = Mapping[str, "np.ndarray | None"]
_EPSILON = 1e-5
"""Of PyTorch's batch normalisation, unless code says otherwise. A state dict doesn't hold it."""


class WeightsError(ValueError):
    """Weights are not those of a network; the message says what is wrong."""


@dataclass(frozen=True)
class LayerWeights:
    """What a convolution or a fully connected layer has learned, in float16."""

    weight: np.ndarray  # (outputs, inputs, height, width) or (outputs, inputs)
    bias: np.ndarray  # (outputs,)


def weights_in(content: bytes, network: Network) -> list[LayerWeights]:
    """Read the weights of a network's layers, in the order of the layers.

    Half precision halves the download. The network computes in single precision all the same. A
    batch normalisation becomes part of the layer before it.

    Args:
        content: of a safetensors file with a PyTorch state dict, in which names sort as layers do.
        network: the network.

    Raises:
        WeightsError: the arrays don't fit the layers.
    """
    from safetensors.numpy import load  # and with it NumPy

    try:
        arrays = load(content)
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise WeightsError(f"the weights can't be read: {error}") from error
    layers: dict[str, _Parts] = {}
    for name in sorted({name.rpartition(".")[0] for name in arrays}, key=_natural):
        parts = {part: arrays.get(f"{name}.{part}") for part in _PARTS}
        if parts["running_var"] is None:
            layers[name] = parts
        elif not layers:
            raise WeightsError(f"no layer comes before the batch normalisation {name}")
        else:
            last = next(reversed(layers))
            layers[last] = _folded(layers[last], parts, name)
    shapes = list(_shapes(network))
    if len(layers) != len(shapes):
        raise WeightsError(f"weights of {len(layers)} layers, but the network has {len(shapes)}")
    return [
        _rounded(parts, name, shape)
        for (name, parts), shape in zip(layers.items(), shapes, strict=True)
    ]


def _folded(layer: _Parts, normalization: _Parts, name: str) -> _Parts:
    """A layer that gives what the batch normalisation after it makes of its outputs.

    In prediction that is gamma (x - mean) / sqrt(variance + epsilon) + beta for each channel.
    """
    weight, bias = layer["weight"], layer["bias"]
    found = [normalization[part] for part in _PARTS]
    if weight is None or bias is None or any(one is None for one in found):
        raise WeightsError(f"the batch normalisation {name} or the layer before it lacks an array")
    gamma, beta, mean, variance = (np.asarray(one, np.float64) for one in found)
    if gamma.shape != bias.shape:
        raise WeightsError(f"the batch normalisation {name} doesn't have its input's channels")
    scale = gamma / np.sqrt(variance + _EPSILON)
    scaled = weight * scale.reshape(-1, *[1] * (weight.ndim - 1))
    return dict.fromkeys(_PARTS) | {"weight": scaled, "bias": (bias - mean) * scale + beta}


def _rounded(parts: _Parts, name: str, shape: Shape) -> LayerWeights:
    found = [parts["weight"], parts["bias"]]
    for array, expected in zip(found, (shape, shape[:1]), strict=True):
        if array is None or array.shape != expected:
            there = "nothing" if array is None else f"{array.shape}"
            raise WeightsError(f"layer {name} has {there} where the network has {expected}")
    with np.errstate(over="ignore"):  # it is found out below
        weight, bias = (np.asarray(array).astype(np.float16) for array in found)
    if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
        raise WeightsError(f"layer {name} has values beyond half precision")
    return LayerWeights(weight, bias)


def _shapes(network: Network) -> Iterator[Shape]:
    """The shapes of the weights of all layers that have any."""
    shape: Shape = (network.channels, network.size, network.size)
    for one in resources_of(network).layers:
        if isinstance(one.layer, Convolution):
            yield one.layer.channels, shape[0], one.layer.window, one.layer.window
        elif isinstance(one.layer, Dense):
            yield one.layer.units, prod(shape)
        shape = one.shape


def _natural(name: str) -> list[tuple[int, str]]:
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
