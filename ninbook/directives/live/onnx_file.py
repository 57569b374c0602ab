"""A trained network as an ONNX file, the same bytes whenever and wherever it is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from ninbook.directives.live.outputs import INPUT, LOGITS, block_outputs
from ninbook.directives.live.weights import LayerWeights
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
from ninbook.networks.network import Network
from ninbook.networks.resources import resources_of

_OPSET, _IR = 17, 8
"""Versions of operators and format: old ones do, and any runtime knows them."""


def onnx_file(network: Network, weights: Sequence[LayerWeights]) -> bytes:
    """Return a network as the content of an ONNX file.

    It takes one image, as float32 from 0 to 1, and gives the maps after each block and the logits.
    It holds its weights, those of its layers in their order, in half precision, and computes in
    single precision.
    """
    graph = _Graph(iter(weights))
    blocks = block_outputs(network)
    name, outputs = INPUT, []
    for place, layers in enumerate(network.groups()):
        for layer in layers:
            name = graph.add(layer, name)
        if place in blocks:
            name = graph.rename_last(blocks[place].name)
            outputs.append(_value(name, blocks[place].shape))
    outputs.append(_value(graph.rename_last(LOGITS), resources_of(network).layers[-1].shape))
    image = _value(INPUT, (network.channels, network.size, network.size))
    made = helper.make_graph(graph.nodes, "network", [image], outputs, graph.tensors)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    model.producer_name = "ninbook"
    return bytes(model.SerializeToString(deterministic=True))


@dataclass
class _Graph:
    """Nodes and constants so far; each node's output is named by its number."""

    weights: Iterator[LayerWeights]
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    tensors: list[onnx.TensorProto] = field(default_factory=list)

    def add(self, layer: Layer, source: str) -> str:
        """Add a layer; returns the name of its output."""
        match layer:
            case Convolution():
                return self._node("Conv", [source, *self._constants()], **_window(layer))
            case Pooling(kind="max"):
                return self._node("MaxPool", [source], **_window(layer))
            case Pooling():
                return self._node("AveragePool", [source], **_window(layer), count_include_pad=1)
            case Relu():
                return self._node("Relu", [source])
            case GlobalAveragePooling():
                return self._node("Flatten", [self._node("GlobalAveragePool", [source])])
            case Flattening():
                return self._node("Flatten", [source])
            case Dense():
                return self._node("Gemm", [source, *self._constants()], transB=1)
            case Dropout():
                return source
        raise TypeError(f"no operator for {layer}")

    def rename_last(self, name: str) -> str:
        """Give the output of the last node a name; nothing may have read it yet."""
        self.nodes[-1].output[0] = name
        return name

    def _node(self, operator: str, sources: Sequence[str], **attributes: Any) -> str:
        name = f"value{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, sources, [name], **attributes))
        return name

    def _constants(self) -> list[str]:
        learned = next(self.weights)
        return [self._constant(array) for array in (learned.weight, learned.bias)]

    def _constant(self, array: np.ndarray) -> str:
        name = f"constant{len(self.tensors)}"
        content = array.astype("<f2").tobytes()
        tensor = helper.make_tensor(name, TensorProto.FLOAT16, array.shape, content, raw=True)
        self.tensors.append(tensor)
        return self._node("Cast", [name], to=TensorProto.FLOAT)


def _window(layer: Convolution | Pooling) -> dict[str, list[int]]:
    return {
        "kernel_shape": [layer.window] * 2,
        "strides": [layer.stride] * 2,
        "pads": [layer.padding] * 4,
    }


def _value(name: str, shape: Sequence[int]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, *shape])
