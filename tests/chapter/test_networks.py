"""Pages that change the chapter's network begin with the chapter's network."""

from __future__ import annotations

from pathlib import Path

import pytest

import ninbook
from ninbook.frameworks import BY_TAB
from ninbook.source import Book

ROOT = Path(ninbook.__file__).parents[1]
CHAPTER = Path("chapter_cnn-modern")
WEIGHTS = ROOT / "outputs" / CHAPTER / "nin.pytorch.full.safetensors"


@pytest.mark.parametrize(
    ("page", "options"), [("nin-experiments", {}), ("nin-answers", {"final_relu": True})]
)
def test_a_network_without_its_changes_is_the_chapter_s(
    page: str, options: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    if reason := BY_TAB["pytorch"].missing_reason():
        pytest.skip(reason)
    import torch

    from tests.render.live.on_pytorch import page_network

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
