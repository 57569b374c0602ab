"""Every slide of every deck, at the sizes of two projectors."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import build
from tests.projects import copy_chapter

MEASURE = (Path(__file__).parent / "measure_slide.js").read_text(encoding="utf-8")
SMALLEST = 17
"""Letters of a slide 720 pixels high; those of provenance and the longest code."""
SMALLEST_LABEL = 16
"""Letters in pictures, likewise."""
FOLDERS = [
    f"{language}slides{tab}"
    for language in ("", "ko/")
    for tab in ("", "_mxnet", "_tensorflow", "_jax")
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the decks of the repository's book."""
    return build(copy_chapter(tmp_path_factory.mktemp("decks") / "book"), "slides").parent


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of which whatever goes wrong fails the test."""
    problems: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: problems.append(asked.url) if _is_remote(asked.url) else None)
    yield page
    context.close()
    assert problems == []


def _is_remote(address: str) -> bool:
    return not address.startswith(("file:", "data:"))


def slides_of(page: Page, file: Path) -> Iterator[dict[str, Any]]:
    page.goto(file.as_uri())
    page.wait_for_function("window.Reveal?.isReady()")
    for number in range(page.evaluate("Reveal.getTotalSlides()")):
        page.evaluate("number => Reveal.slide(number)", number)
        yield page.evaluate(MEASURE)


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720)], ids=["1920x1080", "1280x720"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_is_cut_off_or_small(
    page: Page, built: Path, folder: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    slides = list(slides_of(page, built / folder / "chapter_cnn-modern" / "nin.html"))
    assert len(slides) > 6
    for slide in slides:
        assert slide["cut"] == [], slide["heading"]
        assert slide["smallest"] >= SMALLEST, slide["heading"]
        assert slide["labels"] >= SMALLEST_LABEL, slide["heading"]
        assert slide["scale"] == pytest.approx(size[1] / 720), "it fills the screen"


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_networks_are_shown_as_drawn_for_slides(built: Path, folder: str) -> None:
    html = (built / folder / "chapter_cnn-modern" / "nin.html").read_text(encoding="utf-8")
    assert re.findall(r'<svg [^>]*class="(fig-nin\S*)', html) == ["fig-nin-wide"]


def test_a_deck_is_readable_without_a_script(browser: Browser, built: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built / "slides" / "chapter_cnn-modern" / "nin.html").as_uri())
    for heading in page.locator("h1, h2").all():
        assert heading.is_visible()
    below = page.locator("h2").last.bounding_box()
    assert below is not None and below["y"] > 2000, "one below the other"
    context.close()


def test_letters_that_are_wider_than_expected_still_fit(page: Page, built: Path) -> None:
    file = built / "slides" / "chapter_cnn-modern" / "nin.html"
    wide = file.with_name("wide.html")
    html = file.read_text(encoding="utf-8")
    wide.write_text(
        html.replace("</style>", ".reveal .body { letter-spacing: .12em }</style>", 2),
        encoding="utf-8",
    )
    page.set_viewport_size({"width": 1280, "height": 720})
    slides = list(slides_of(page, wide))
    assert len(slides) > 6
    spacing = "getComputedStyle(document.querySelector('.reveal .body')).letterSpacing"
    assert page.evaluate(spacing) != "normal"
    for slide in slides:
        assert slide["cut"] == [], slide["heading"]


def test_an_address_leads_to_its_slide_on_a_phone(page: Page, built: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((built / "slides" / "chapter_cnn-modern" / "nin.html").as_uri() + "#/7")
    page.wait_for_function("window.Reveal?.isReady()")
    assert page.evaluate("Reveal.getIndices().h") == 7
