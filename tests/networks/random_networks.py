"""Random networks, of all kinds of stages and heads; some of them can't be."""

from collections.abc import Iterator
from random import Random

from ninbook.networks.code import LIMITS
from ninbook.networks.layers import Dropout, Pooling
from ninbook.networks.network import Block, Network, Stage


def random_networks(count: int, seed: int) -> Iterator[Network]:
    """Yields random networks, the same for the same seed."""
    random = Random(seed)
    for _ in range(count):
        yield _network(random)


def _network(random: Random) -> Network:
    most = random.choice((32, LIMITS["channels"][1]))
    stages = [_stage(random, most) for _ in range(random.randint(1, 9))]
    dense = [random.randint(1, 5000) for _ in range(random.randint(0, 4))]
    size = random.randint(1, LIMITS["size"][1])
    return Network(random.randint(1, 4), size, stages, tuple(dense))


def _stage(random: Random, most: int) -> Stage:
    kind = random.random()
    if kind < 0.1:
        return Dropout(random.randint(0, 99))
    window, stride = random.choice((1, 2, 3, 3, 5, 11)), random.choice((1, 1, 1, 2, 3, 4))
    padding = random.randint(0, window // 2)
    if kind < 0.35:
        odd = random.random() < 0.05  # more padding than a pooling can have
        return Pooling(window, stride, 6 if odd else padding, random.choice(("max", "average")))
    return Block(random.randint(1, most), window, stride, padding, random.randint(0, 3))
