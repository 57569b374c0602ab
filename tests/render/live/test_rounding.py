"""Half precision is enough for the weights: the network says the same of the test images."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.numpy import load
from torch.nn import functional

from ninbook.dataset import fashion_mnist
from ninbook.networks import PRESETS
from ninbook.outputs import Store
from ninbook.render.live.trained import trained_networks
from ninbook.render.live.weights import weights_in
from ninbook.source import Book, read_page

ROOT = Path(__file__).resolve().parents[3]
BATCH = 100


@pytest.fixture(scope="module")
def weights() -> bytes:
    """The frozen weights."""
    store = Store(ROOT)
    page = read_page(ROOT, Path("chapter_cnn-modern/nin.md"))
    trained = trained_networks(Book.open(ROOT), store, page).get("nin")
    if trained is None:
        pytest.skip("there is no full execution yet")
    return store.weights(trained.execution)[trained.digest]


def logits(layers: Sequence[tuple[torch.Tensor, ...]], batch: torch.Tensor) -> torch.Tensor:
    for number, (weight, bias) in enumerate(layers):
        stride, padding = {0: (4, 0), 3: (1, 2), 6: (1, 1), 9: (1, 1)}.get(number, (1, 0))
        batch = functional.relu(functional.conv2d(batch, weight, bias, stride, padding))
        if number in (2, 5, 8):
            batch = functional.max_pool2d(batch, 3, 2)
    return batch.mean((2, 3))


def agreement(weights: bytes, count: int) -> float:
    """The share of test images of which both say the same."""
    arrays = load(weights)
    numbers = {tuple(map(int, name.split(".")[1:3])) for name in arrays}  # net.0.2.weight
    exact = [
        tuple(torch.tensor(arrays[f"net.{block}.{layer}.{part}"]) for part in ("weight", "bias"))
        for block, layer in sorted(numbers)
    ]
    rounded = [
        (torch.tensor(layer.weight).float(), torch.tensor(layer.bias).float())
        for layer in weights_in(weights, PRESETS["nin"].network)
    ]
    images, _ = fashion_mnist.load("test")
    same = 0
    for start in range(0, count, BATCH):
        larger = [
            np.asarray(Image.fromarray(image).resize((224, 224), Image.Resampling.BILINEAR))
            for image in images[start : start + BATCH]
        ]
        batch = torch.tensor(np.stack(larger)).unsqueeze(1).float() / 255
        with torch.no_grad():
            one, other = (logits(layers, batch).argmax(1) for layers in (exact, rounded))
        same += int((one == other).sum())
    return same / count


@pytest.mark.slow
def test_rounding_changes_the_answer_for_one_image_in_a_thousand_at_most(weights: bytes) -> None:
    found = agreement(weights, 10_000)
    print(f"the same answer for {found:.2%} of the 10,000 test images")
    assert found >= 0.999
