"""Layers as the scripts in ``frameworks`` take them, which know nothing of this project."""

from dataclasses import asdict
from typing import Any

from ninbook.networks.layers import Layer, Pooling


def described(layer: Layer) -> dict[str, Any]:
    """A layer as the scripts take it."""
    kind = type(layer).__name__
    fields = asdict(layer)
    if isinstance(layer, Pooling):
        kind += f" {fields.pop('kind')}"
    return {"kind": kind, **fields}
