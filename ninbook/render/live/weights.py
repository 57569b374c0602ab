"""Trained weights as a network's layers take them, rounded to half precision."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
from safetensors.numpy import load

from ninbook.networks import Network, resources_of
from ninbook.networks.layers import Convolution, Dense, Shape


class WeightsError(ValueError):
    """Weights are not those of a network; the message says what is wrong."""


@dataclass(frozen=True)
class LayerWeights:
    """What a convolution or a fully connected layer has learned.

    Attributes:
        weight: float16, (outputs, inputs, height, width) or (outputs, inputs).
        bias: float16, (outputs,).
    """

    weight: np.ndarray
    bias: np.ndarray


def weights_in(content: bytes, network: Network) -> list[LayerWeights]:
    """Reads the weights of a network's layers, in the order of the layers.

    Half precision halves the download. The network computes in single precision all the same.

    Args:
        content: of a safetensors file with a PyTorch state dict, in which names sort as layers do.
        network: the network.

    Raises:
        WeightsError: the arrays don't fit the layers.
    """
    arrays = load(content)
    names = sorted({name.rpartition(".")[0] for name in arrays}, key=_natural)
    shapes = list(_shapes(network))
    if len(names) != len(shapes):
        raise WeightsError(f"weights of {len(names)} layers, but the network has {len(shapes)}")
    return [_rounded(arrays, name, shape) for name, shape in zip(names, shapes, strict=True)]


def _rounded(arrays: Mapping[str, np.ndarray], name: str, shape: Shape) -> LayerWeights:
    found = [arrays.get(f"{name}.{part}") for part in ("weight", "bias")]
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
