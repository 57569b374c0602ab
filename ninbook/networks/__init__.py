"""Arithmetic of convolutional networks: shapes, parameters, multiply-accumulates and memory.

Every formula stands here once. ``directives/calculator/networks.js`` is a port for the browser, and
tests compare the two. Nothing here needs a framework.
"""

from ninbook.networks.code import network_from
from ninbook.networks.layers import Dropout, Pooling
from ninbook.networks.network import Block, Network
from ninbook.networks.presets import LIVE_PRESETS, PRESETS, Preset
from ninbook.networks.resources import NetworkError, Resources, resources_of

__all__ = [
    "LIVE_PRESETS",
    "PRESETS",
    "Block",
    "Dropout",
    "Network",
    "NetworkError",
    "Pooling",
    "Preset",
    "Resources",
    "network_from",
    "resources_of",
]
