import numpy as np

from ninbook.networks.layers import Pooling
from ninbook.networks.network import Block, Network, Places, places_of
from ninbook.networks.presets import PRESETS


def test_the_cells_of_nin_s_last_maps_lie_off_the_middle() -> None:
    found = places_of(PRESETS["nin"].network)
    assert found[0] == Places(5.5, 4, 11)
    assert found[-1] == Places(33.5, 32, 195)
    centres = [found[-1].first + n * found[-1].step for n in range(5)]
    assert np.mean(centres) == 97.5  # and the image's centre is 112


def test_padding_that_keeps_the_size_keeps_the_places() -> None:
    network = Network(1, 9, [Block(2, 3, 1, 1), Block(2, 1), Pooling(3, 2, 1), Block(2, 5, 1, 2)])
    places = [(0.5, 1, 3), (0.5, 1, 3), (0.5, 2, 5), (0.5, 2, 13)]
    assert places_of(network) == [Places(*place) for place in places]
