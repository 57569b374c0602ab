"""The networks of the chapter's pages, with their frozen weights, do what the pages say of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ninbook.dataset import fashion_mnist
from ninbook.source import Book
from tests.projects import ROOT

CHAPTER = Path("chapter_cnn-modern")
OUTPUTS = ROOT / "outputs" / CHAPTER
PIXELS, BATCH = 32, 100
EDGE = 192  # pixels of black around an image, beyond which no cell sees both object and edge
torch = pytest.importorskip("torch")
Network = Callable[..., Any]


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    """Makes the network of a page with frozen weights; keywords are those of its class."""
    from tests.directives.live.on_pytorch import page_network

    monkeypatch.chdir(ROOT)

    def make(page: str, weights: str = "nin.pytorch.full.safetensors", **options: bool) -> Any:
        content = (OUTPUTS / weights).read_bytes()
        return page_network(Book.open(ROOT), CHAPTER / f"{page}.md", content, **options)

    return make


@pytest.mark.parametrize(
    ("page", "options"), [("nin-experiments", {}), ("nin-answers", {"final_relu": True})]
)
def test_a_network_without_its_changes_is_the_chapter_s(
    page: str, options: dict[str, bool], network: Network
) -> None:
    networks = [network("nin"), network(page, **options)]
    images = torch.rand(2, 1, 224, 224, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        one, other = (each(images) for each in networks)
    assert one.std() > 0
    assert torch.equal(one, other)


@pytest.mark.parametrize("images", [64, pytest.param(1000, marks=pytest.mark.slow)])
def test_averaging_stands_a_shift_that_a_dense_head_does_not(images: int, network: Network) -> None:
    fashion_mnist.ensure()
    grey, labels = fashion_mnist.load("test")

    def accuracy(number: int, dense: bool, pixels: int) -> float:
        weights = f"nin-cured.pytorch.full.{number}.safetensors"
        classify = network("nin-cured", weights, dense=dense)
        correct = 0
        for start in range(0, images, BATCH):
            part = slice(start, min(start + BATCH, images))
            small = torch.tensor(grey[part] / 255, dtype=torch.float32).unsqueeze(1)
            large = torch.nn.functional.interpolate(small, (224, 224), mode="bilinear")
            with torch.no_grad():
                found = classify(torch.nn.functional.pad(large, (pixels, -pixels)))
            correct += int((found.argmax(1).numpy() == labels[part]).sum())
        return correct / images

    averaging, dense = accuracy(0, False, PIXELS), accuracy(1, True, PIXELS)
    if images == 1000:
        text = " ".join((ROOT / CHAPTER / "nin-cured.md").read_text(encoding="utf-8").split())
        assert (
            f"the first {images:,} test images {PIXELS} pixels to the right, a seventh of their "
            f"width, averaging still classifies {averaging:.0%} of them correctly, but the dense "
            f"layer only {dense:.0%}."
        ) in text
    else:
        assert min(accuracy(0, False, 0), accuracy(1, True, 0)) > 0.85
    assert averaging > dense + 0.25


def test_averages_stay_when_the_first_object_moves_but_for_the_edges(network: Network) -> None:
    fashion_mnist.ensure()
    first = json.loads((ROOT / "static" / "live" / "images.json").read_text())["first"]
    grey = torch.tensor(fashion_mnist.load("test")[0][first["index"]] / 255).float()
    maps = network("nin")[:-2]
    inner = round(224 * first["percent"] / 100)
    small = torch.nn.functional.interpolate(grey[None, None], (inner, inner), mode="bilinear")

    def sums(right: int, down: int, edge: int) -> Any:
        """The sums of the maps, with black around the image."""
        left = edge + (224 - inner) // 2
        end = edge + 224 - inner - (224 - inner) // 2
        sides = (left + right, end - right, left + down, end - down)
        with torch.no_grad():
            return maps(torch.nn.functional.pad(small, sides)).sum((0, 2, 3))

    still = sums(0, 0, 0) / 25
    for right, down in ((0, PIXELS), (0, -PIXELS), (PIXELS, 0), (-PIXELS, 0)):
        moved = sums(right, down, 0) / 25
        assert moved.argmax() == still.argmax()
        assert (moved - still).abs().max() < 2.1
    assert torch.allclose(sums(0, 0, EDGE), sums(PIXELS, 0, EDGE), rtol=1e-4, atol=1e-2)
