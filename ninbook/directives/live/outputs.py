"""What a network's file takes and gives, by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from ninbook.networks.layers import Shape
from ninbook.networks.network import Block, Network
from ninbook.networks.resources import resources_of

INPUT = "image"
LOGITS = "logits"


@dataclass(frozen=True)
class BlockOutput:
    """The maps after a block."""

    name: str  # of the output
    shape: Shape  # channels, height and width
    signed: bool = False  # values may be negative


def block_outputs(network: Network) -> Mapping[int, BlockOutput]:
    """Return the maps that a network gives, by the place of the block among its stages."""
    shapes = {one.stage: one.shape for one in resources_of(network).layers}  # of the last layer
    blocks = {n: stage for n, stage in enumerate(network.stages) if isinstance(stage, Block)}
    return {
        place: BlockOutput(f"block{number}", shapes[place], not block.ends_in_relu)
        for number, (place, block) in enumerate(blocks.items(), start=1)
    }
