"""Trained networks in PyTorch: as a page defines them, and as the site's file holds them."""

import ast
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load
from torch import nn

from ninbook.directives.live.weights import LayerWeights
from ninbook.networks.network import Network
from ninbook.source import Book, read_page
from tests.networks.descriptions import described
from tests.networks.frameworks.on_pytorch import build


def page_network(book: Book, page: Path, content: bytes, **options: Any) -> nn.Module:
    """Returns the layers of the class NiN that a page's own cells define, in prediction."""
    from d2l import torch as d2l

    names: dict[str, Any] = {"torch": torch, "nn": nn, "d2l": d2l}
    for cell in book.code(read_page(book.root, page), "pytorch") or []:
        tree = ast.parse(cell.source)
        tree.body = [one for one in tree.body if isinstance(one, (ast.ClassDef, ast.FunctionDef))]
        exec(compile(tree, str(page), "exec"), names)
    model = names["NiN"](**options)
    model.net(torch.zeros(2, 1, 224, 224))  # lazy layers get their shapes
    model.load_state_dict(load(content))
    return nn.Sequential(*model.net).eval()


def rounded_network(network: Network, weights: Sequence[LayerWeights]) -> nn.Sequential:
    """Returns a network with the site's rounded weights, in single precision.

    The first of its two parts gives the last maps, the second is the head.
    """
    *stages, head = network.groups()
    parts = [[layer for stage in stages for layer in stage], head]
    found = nn.Sequential(*[build([described(layer) for layer in part]) for part in parts])
    modules = [one for one in found.modules() if isinstance(one, (nn.LazyConv2d, nn.LazyLinear))]
    with torch.no_grad():
        found(torch.zeros(1, network.channels, network.size, network.size))
        for module, layer in zip(modules, weights, strict=True):
            module.weight.copy_(torch.tensor(layer.weight))
            module.bias.copy_(torch.tensor(layer.bias))
    return found.eval()
