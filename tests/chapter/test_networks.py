"""The networks of the chapter's pages, with their frozen weights, do what the pages say of them."""

from __future__ import annotations

from pathlib import Path

import pytest

import ninbook
from ninbook.dataset import fashion_mnist
from ninbook.frameworks import BY_TAB
from ninbook.source import Book

ROOT = Path(ninbook.__file__).parents[1]
CHAPTER = Path("chapter_cnn-modern")
OUTPUTS = ROOT / "outputs" / CHAPTER
WEIGHTS = OUTPUTS / "nin.pytorch.full.safetensors"
IMAGES, PIXELS = 64, 32


@pytest.mark.parametrize(
    ("page", "options"), [("nin-experiments", {}), ("nin-answers", {"final_relu": True})]
)
def test_a_network_without_its_changes_is_the_chapter_s(
    page: str, options: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    if reason := BY_TAB["pytorch"].missing_reason():
        pytest.skip(reason)
    import torch

    from tests.directives.live.on_pytorch import page_network

    monkeypatch.chdir(ROOT)
    book, weights = Book.open(ROOT), WEIGHTS.read_bytes()
    networks = [
        page_network(book, CHAPTER / "nin.md", weights),
        page_network(book, CHAPTER / f"{page}.md", weights, **options),
    ]
    images = torch.rand(2, 1, 224, 224, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        one, other = (network(images) for network in networks)
    assert one.std() > 0
    assert torch.equal(one, other)


def test_averaging_stands_a_shift_that_a_dense_head_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if reason := BY_TAB["pytorch"].missing_reason():
        pytest.skip(reason)
    import torch

    from tests.directives.live.on_pytorch import page_network

    monkeypatch.chdir(ROOT)
    fashion_mnist.ensure()
    grey, labels = fashion_mnist.load("test")
    small = torch.tensor(grey[:IMAGES] / 255, dtype=torch.float32).reshape(-1, 1, 28, 28)
    images = torch.nn.functional.interpolate(small, (224, 224), mode="bilinear")
    moved = torch.nn.functional.pad(images, (PIXELS, -PIXELS))
    book = Book.open(ROOT)

    def accuracy(number: int, dense: bool, batch: torch.Tensor) -> float:
        weights = (OUTPUTS / f"nin-cured.pytorch.full.{number}.safetensors").read_bytes()
        network = page_network(book, CHAPTER / "nin-cured.md", weights, dense=dense)
        with torch.no_grad():
            return float((network(batch).argmax(1).numpy() == labels[:IMAGES]).mean())

    assert min(accuracy(0, False, images), accuracy(1, True, images)) > 0.85
    assert accuracy(0, False, moved) > accuracy(1, True, moved) + 0.25
