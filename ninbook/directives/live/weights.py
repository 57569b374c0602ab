"""Trained weights as a network's layers take them, rounded to half precision."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from safetensors import SafetensorError

from ninbook.networks.layers import Convolution, Dense, Shape
from ninbook.networks.network import Network
from ninbook.networks.resources import resources_of

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
        layers = _layers_of(load(content))
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise WeightsError(f"weights of another network: {error}") from error
    shapes = list(_shapes(network))
    if len(layers) != len(shapes):
        raise WeightsError(f"weights of {len(layers)} layers, but the network has {len(shapes)}")
    return [
        _rounded(name, arrays, shape)
        for (name, arrays), shape in zip(layers.items(), shapes, strict=True)
    ]


def _layers_of(arrays: Mapping[str, np.ndarray]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return weight and bias of each layer, into which a batch normalisation behind it is folded.

    In prediction that gives gamma (x - mean) / sqrt(variance + epsilon) + beta for each channel.
    """
    layers: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for name in sorted({name.rpartition(".")[0] for name in arrays}, key=_natural):
        weight, bias = arrays[f"{name}.weight"], arrays[f"{name}.bias"]
        if f"{name}.running_var" in arrays:
            scale = weight / np.sqrt(arrays[f"{name}.running_var"].astype(np.float64) + _EPSILON)
            beta, mean = bias, arrays[f"{name}.running_mean"]
            name, (weight, bias) = layers.popitem()
            weight = weight * scale.reshape(-1, *[1] * (weight.ndim - 1))
            bias = (bias - mean.astype(np.float64)) * scale + beta
        layers[name] = weight, bias
    return layers


def _rounded(name: str, arrays: Sequence[np.ndarray], shape: Shape) -> LayerWeights:
    for array, expected in zip(arrays, (shape, shape[:1]), strict=True):
        if array.shape != expected:
            raise WeightsError(f"layer {name} has {array.shape} where the network has {expected}")
    with np.errstate(over="ignore"):  # it is found out below
        weight, bias = (np.asarray(array).astype(np.float16) for array in arrays)
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
