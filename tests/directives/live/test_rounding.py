"""Half precision is enough for the weights: the networks say the same of the test images."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from ninbook.dataset import fashion_mnist
from ninbook.directives.live.trained import trained_networks
from ninbook.directives.live.weights import weights_in
from ninbook.networks.presets import LIVE_PRESETS
from ninbook.outputs import Store
from ninbook.source import Book, read_page
from tests.directives.live.on_pytorch import page_network, rounded_network
from tests.projects import ROOT

NETWORKS = [
    ("nin", "nin", {}),
    ("nin-cured", "nin-normalized", {}),
    ("nin-cured", "nin-normalized-dense", {"dense": True}),
]
"""Pages, networks on them, and what the page's class is told."""
BATCH = 100
Pair = tuple[nn.Module, nn.Module]


@pytest.fixture(scope="module")
def pair_of() -> Callable[[str, str, dict[str, bool]], Pair]:
    """Returns a network as its page defines it and as the site's file holds it."""
    book, store = Book.open(ROOT), Store(ROOT)

    def pair(page: str, name: str, options: dict[str, bool]) -> Pair:
        path = Path("chapter_cnn-modern", f"{page}.md")
        trained = trained_networks(book, store, read_page(ROOT, path)).get(name)
        assert trained is not None, "no full execution is fresh"
        content = store.weights(trained.execution)[trained.digest]
        network = LIVE_PRESETS[name].network
        rounded = rounded_network(network, weights_in(content, network))
        return page_network(book, path, content, **options), rounded

    return pair


def agreement(pair: Pair, count: int) -> tuple[float, float]:
    """The share of test images of which both say the same, and the largest difference of logits."""
    images, _ = fashion_mnist.load("test")
    same, largest = 0, 0.0
    for start in range(0, count, BATCH):
        larger = [
            np.asarray(Image.fromarray(image).resize((224, 224), Image.Resampling.BILINEAR))
            for image in images[start : start + BATCH]
        ]
        batch = torch.tensor(np.stack(larger)).unsqueeze(1).float() / 255
        with torch.no_grad():
            one, other = (network(batch) for network in pair)
        same += int((one.argmax(1) == other.argmax(1)).sum())
        largest = max(largest, float((one - other).abs().max()))
    return same / count, largest


@pytest.mark.parametrize(("page", "name", "options"), NETWORKS)
@pytest.mark.parametrize(
    ("count", "least"), [(BATCH, 0.98), pytest.param(10_000, 0.999, marks=pytest.mark.slow)]
)
def test_what_the_site_gets_is_the_network_that_the_page_trained(
    page: str,
    name: str,
    options: dict[str, bool],
    count: int,
    least: float,
    pair_of: Callable[[str, str, dict[str, bool]], Pair],
) -> None:
    same, largest = agreement(pair_of(page, name, options), count)
    print(f"{name}: the same answer for {same:.2%} of {count} images, logits within {largest:.2e}")
    assert same >= least
    assert count > BATCH or largest < 0.05  # what rounding does
