"""Where the cells of a network's maps lie in the image."""

from __future__ import annotations

from dataclasses import dataclass

from ninbook.networks.layers import Window
from ninbook.networks.network import Network


@dataclass(frozen=True)
class Places:
    """The centres of a map's cells along an axis of the image.

    Padding and strides move them: the cells of a last map are rarely spread evenly over the image.
    """

    first: float  # centre of the first cell, in pixels from the image's edge
    step: int  # pixels from one centre to the next
    receptive_field: int  # pixels that a cell depends on


def places_of(network: Network) -> list[Places]:
    """Return where the cells of each stage's maps lie, without the head."""
    first, step, receptive_field = 0.5, 1, 1
    found = []
    for stage in network.stages:
        for layer in stage.layers():
            if isinstance(layer, Window):
                receptive_field += (layer.window - 1) * step
                first += ((layer.window - 1) / 2 - layer.padding) * step
                step *= layer.stride
        found.append(Places(first, step, receptive_field))
    return found
