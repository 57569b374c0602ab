"""The trained network in the page: its numbers, its speed, and how readers use it."""

import os
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Locator, Page, expect

import ninbook
from ninbook.directives.live.onnx_runtime import runtime_files
from ninbook.directives.live.trained import trained_networks
from ninbook.directives.live.weights import weights_in
from ninbook.networks.presets import LIVE_PRESETS
from ninbook.outputs import Store
from ninbook.source import Book, read_page
from ninbook.tools.npm import NpmError
from tests.browser.conftest import LANGUAGES, NIN, PREFIXES, Reader, Readers, Site
from tests.browser.test_accessibility import OPTIONS, WITHOUT_COLOURS, problems
from tests.directives.live.on_pytorch import rounded_network
from tests.directives.words import words_of

Arrays = tuple[np.ndarray, np.ndarray]
CURED = "chapter_cnn-modern/nin-cured.html"
SHEET = Path(ninbook.__file__).parents[1] / "static" / "live" / "images.png"
COMPARED = ".live-comparison td.live-likeliest"
PATIENCE = 60_000
"""Milliseconds that a busy computer may take."""
WIDE = """(width) => [...document.querySelectorAll('[data-widget=live] *')].filter((e) =>
    e.getBoundingClientRect().right > width + 0.5).map((e) => e.outerHTML.slice(0, 80))"""
"""What stands out beyond the right edge of the window."""
MODULES = """async (settings) => {
    const base = new URL(settings.folder, document.baseURI);
    const load = (name) => import(new URL(name, base));
    const [{ Networks }, { cut }, { resize }] = await Promise.all(
        ["network.js", "picture.js", "pillow.js"].map(load));
    const found = await (await fetch(new URL(settings.settings, base))).json();
    const pictures = await cut(new URL(found.images.file, base), found.images);
    globalThis.live = { found, pictures, Networks, larger: pictures.map(
        (pixels) => resize(pixels, 28, 28, 224, 224)) };
}"""
PASSES = """async (rounds) => {
    const networks = new live.Networks();
    const [first, ...others] = live.found.networks;
    await networks.load(live.found.runtime, first, () => {});
    for (const other of others) await networks.add(other, () => {});
    const wanted = ["logits", first.blocks.at(-1).name];
    const results = {};
    for (const { name } of live.found.networks) {
        results[name] = [];
        for (const pixels of live.larger) {
            const { outputs } = await networks.run(name, pixels, wanted);
            results[name].push(wanted.map((output) => [...outputs[output].values]));
        }
    }
    const times = [];
    for (let i = 0; i < rounds; i++) {
        times.push((await networks.run(first.name, live.larger[i % 40], wanted)).milliseconds);
    }
    networks.end();
    return [results, times];
}"""


@pytest.fixture(scope="module")
def site(site: Site) -> Site:
    """This repository's book, whose networks a browser can run."""
    try:
        runtime_files()
    except NpmError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error), pytrace=False)
        pytest.skip(f"no ONNX Runtime Web: {error}")
    return site


@pytest.fixture(scope="module")
def images() -> list[np.ndarray]:
    """The test images that the site offers, as the chapter's code makes them for the network."""
    sheet = Image.open(SHEET)
    small = [
        sheet.crop((left, top, left + 28, top + 28))
        for top in range(0, sheet.height, 28)
        for left in range(0, sheet.width, 28)
    ]
    bilinear = Image.Resampling.BILINEAR
    return [np.asarray(image.resize((224, 224), bilinear)) for image in small]


def results_of(path: str, site: Site, images: Sequence[np.ndarray]) -> dict[str, Arrays]:
    """Logits and last maps by PyTorch, with the rounded weights of a page's networks."""
    folder = site.folder.parents[1]
    store, page = Store(folder), read_page(folder, Path(path).with_suffix(".md"))
    batch = torch.tensor(np.stack(images)).unsqueeze(1).float() / 255
    found = {}
    for name, trained in trained_networks(Book.open(folder), store, page).items():
        network = LIVE_PRESETS[name].network
        content = store.weights(trained.execution)[trained.digest]
        body, head = rounded_network(network, weights_in(content, network))
        with torch.no_grad():
            maps = body(batch)
            found[name] = (head(maps).numpy(), maps.numpy())
    assert found, "no full execution is fresh"
    return found


@pytest.fixture(scope="module")
def expected(site: Site, images: Sequence[np.ndarray]) -> Arrays:
    """What the chapter's network gives."""
    return results_of(NIN, site, images)["nin"]


@pytest.fixture(scope="module")
def compared(site: Site, images: Sequence[np.ndarray]) -> dict[str, Arrays]:
    """What both networks give that the page with two heads trained, by their names."""
    return results_of(CURED, site, images)


def live(page: Page) -> Locator:
    return page.locator('[data-widget="live"]')


def load(page: Page) -> None:
    """Loads the network and waits for the first result."""
    live(page).get_by_role("button").click()
    expect(live(page).locator(".live-likeliest")).to_have_count(1, timeout=PATIENCE)


def settings_of(page: Page) -> Any:
    return page.evaluate(
        "JSON.parse(document.querySelector('[data-widget=live]').dataset.settings)"
    )


def averages(page: Page, column: int = 3) -> list[float]:
    cells = live(page).locator(f"tbody tr > :nth-child({column})").all_inner_texts()
    return [float(cell) for cell in cells]


def settle(page: Page) -> None:
    """Waits until the page shows what the last change gives."""
    expect(live(page).locator("[aria-busy]")).to_have_count(0, timeout=PATIENCE)


def test_images_are_enlarged_as_by_pillow_to_the_last_bit(
    reader: Reader, images: Sequence[np.ndarray]
) -> None:
    page = reader.open(NIN)
    page.evaluate(MODULES, settings_of(page))
    larger = page.evaluate("live.larger.map((pixels) => pixels.join())")
    assert len(larger) == len(images) == 40
    for mine, pillow in zip(larger, images):
        assert np.array_equal(np.array(mine.split(","), np.uint8).reshape(224, 224), pillow)


def test_logits_and_maps_are_those_of_pytorch(reader: Reader, expected: Arrays) -> None:
    page = reader.open(NIN)
    page.evaluate(MODULES, settings_of(page))
    results, times = page.evaluate(PASSES, 20)
    assert_same(results, {"nin": expected})
    print(f"median inference: {statistics.median(times):.1f} ms")


def test_logits_of_both_heads_are_those_of_pytorch(
    reader: Reader, compared: dict[str, Arrays]
) -> None:
    page = reader.open(CURED)
    page.evaluate(MODULES, settings_of(page))
    results, _ = page.evaluate(PASSES, 0)
    assert len(results) == 2
    assert_same(results, compared)


def assert_same(results: Mapping[str, Sequence[Any]], expected: dict[str, Arrays]) -> None:
    """Compares logits and last maps of the browser with PyTorch's."""
    assert list(results) == list(expected)
    for name, outputs in expected.items():
        for place, shape in enumerate([(10,), (10, 5, 5)]):
            mine = np.array([result[place] for result in results[name]]).reshape(-1, *shape)
            difference = np.abs(mine - outputs[place]).max()
            print(f"{name}: largest difference from PyTorch, {shape}: {difference:.2e}")
            assert difference < 1e-4
        assert np.ptp(outputs[0], axis=0).max() > 0.1  # the images do differ


def columns(page: Page) -> list[list[float]]:
    """Logits and probabilities in percent of the first head, then those of the other one."""
    rows = live(page).locator(".live-comparison tbody tr")
    texts = [rows.locator(f":scope > :nth-child({n})").all_inner_texts() for n in range(2, 6)]
    return [[float(text.strip().rstrip("%")) for text in column] for column in texts]


def test_a_reader_compares_two_heads_by_keyboard(
    reader: Reader, compared: dict[str, Arrays]
) -> None:
    fetched: list[str] = []
    reader.context.on("request", lambda request: fetched.append(request.url))
    page = reader.open(CURED)
    load(page)
    assert sum(url.endswith(".onnx.gz") for url in fetched) == 1
    live(page).get_by_role("radio", name="Image 19: T-shirt").press("Space")
    box = live(page).get_by_role("checkbox", name="Compare with the dense layer (3.7 MB)")
    box.press("Space")
    likeliest = live(page).locator(COMPARED)
    expect(likeliest).to_have_count(4, timeout=PATIENCE)
    assert sum(url.endswith(".onnx.gz") for url in fetched) == 2
    settle(page)
    for place, (logits, _) in enumerate(compared.values()):
        powers = np.exp(logits[0] - logits[0].max())
        found, shares = columns(page)[2 * place : 2 * place + 2]
        assert found == pytest.approx(logits[0], abs=0.0051)
        assert shares == pytest.approx(100 * powers / powers.sum(), abs=0.051)
    assert live(page).locator(".live-bar > i:visible").count() == 0
    before = columns(page)

    live(page).get_by_role("slider", name="Right").focus()
    for _ in range(32):
        page.keyboard.press("ArrowRight")
    settle(page)
    after = columns(page)
    assert after[0] != before[0] and after[2] != before[2]
    first = live(page).locator(".live-view > .live-table tbody tr > :nth-child(3)")
    assert [float(text) for text in first.all_inner_texts()] == after[0]  # the same image
    said = live(page).locator(".live-comparison .live-said")
    for head, column in (("Averaging", 1), ("Dense layer", 3)):
        names = words_of("live", "en")["classes"]
        best, first_best = (int(np.argmax(values[column])) for values in (after, before))
        expect(said).to_contain_text(
            f"{head}: most likely {names[best]}, {after[column][best]:.1f}%. "
            f"Before moving: {names[first_best]}, {before[column][first_best]:.1f}%."
        )
    assert live(page).locator(".live-bar > i:visible").count() == 20

    live(page).get_by_role("button", name="Reset position").press("Enter")
    live(page).get_by_role("button", name="Move all 40 test images the same way").press("Enter")
    labels = np.array([*range(10)] * 4)
    right = [int((logits.argmax(1) == labels).sum()) for logits, _ in compared.values()]
    expect(live(page).locator(".live-right")).to_have_text(
        f"Averaging: {right[0]} of 40 correct. Dense layer: {right[1]} of 40 correct.",
        timeout=PATIENCE,
    )
    live(page).get_by_role("slider", name="Down").press("ArrowLeft")
    expect(live(page).locator(".live-right")).to_be_empty()  # it was of another position
    box.press("Space")
    expect(likeliest.first).to_be_hidden()


def test_a_second_network_that_fails_can_be_tried_again(
    reader: Reader, compared: dict[str, Arrays]
) -> None:
    page = reader.open(CURED)
    load(page)
    page.route("**/*.onnx.gz", lambda route: route.fulfill(status=503))
    box = live(page).get_by_role("checkbox", name="Compare with")
    box.press("Space")
    message = live(page).locator(".live-comparison .live-message")
    expect(message).to_contain_text("could not be loaded: 503", timeout=PATIENCE)
    expect(box).not_to_be_checked()
    page.unroute("**/*.onnx.gz")
    reader.problems.clear()  # the browser complains of the answer
    box.press("Space")
    expect(live(page).locator(COMPARED)).to_have_count(4, timeout=PATIENCE)
    expect(message).to_be_empty()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_in_the_comparison_and_it_fits(
    reader_of: Readers, scheme: str, width: int, compared: dict[str, Arrays]
) -> None:
    reader = reader_of(color_scheme=scheme, width=width)
    reader.context.add_init_script(Axe().axe_script)
    page = reader.open(CURED)
    load(page)
    live(page).get_by_role("checkbox", name="Compare with").check()
    expect(live(page).locator(COMPARED)).to_have_count(4, timeout=PATIENCE)
    live(page).get_by_role("slider", name="Right").press("ArrowRight")
    settle(page)
    assert problems(page) == []
    assert page.evaluate(WIDE, width) == []


def test_a_reader_chooses_moves_and_looks_inside_by_keyboard(
    reader: Reader, expected: Arrays
) -> None:
    page = reader.open(NIN)
    live(page).get_by_role("button").focus()
    page.keyboard.press("Enter")
    small = live(page).get_by_role("radio", name="Image 8: sandal")
    expect(small).to_be_focused(timeout=PATIENCE)
    size = live(page).get_by_role("slider", name="Size")
    expect(size).to_have_value("40")
    settle(page)
    expect(live(page).locator(".live-said")).to_contain_text("Most likely: sandal, ")
    live(page).get_by_role("radio", name="Image 19: T-shirt").press("Space")
    expect(size).to_have_value("100")
    settle(page)
    assert averages(page) == pytest.approx(expected[0][0], abs=0.0051)
    page.keyboard.press("ArrowRight")
    settle(page)
    assert averages(page) == pytest.approx(expected[0][1], abs=0.0051)
    likeliest = words_of("live", "en")["classes"][int(expected[0][1].argmax())]
    expect(live(page).locator(".live-said")).to_contain_text(f"Most likely: {likeliest}, ")
    for _ in range(3):  # past the two buttons, to the first slider
        page.keyboard.press("Tab")
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(live(page).get_by_role("slider", name="Right")).to_have_value("20")
    settle(page)
    assert averages(page, 4) == pytest.approx(expected[0][1], abs=0.0051)
    assert averages(page) != averages(page, 4)
    live(page).get_by_role("button", name="Reset position").press("Enter")
    settle(page)
    assert averages(page) == averages(page, 4)
    live(page).get_by_role("radio", name="Show the map of “bag”").press("Space")
    picture = live(page).get_by_role("img", name="overlaid with the map of “bag”")
    expect(picture).to_be_visible()
    live(page).locator("summary").press("Enter")
    block = live(page).get_by_role("combobox", name="Block")
    block.select_option(label="Block 2: 256 maps of 26 × 26")
    expect(live(page).get_by_role("img", name="256 feature maps of block 2")).to_be_visible()


def test_a_reader_draws_without_a_pointer(reader: Reader) -> None:
    page = reader.open(NIN)
    load(page)
    right = live(page).get_by_role("slider", name="Right")
    right.press("ArrowRight")
    live(page).get_by_role("button", name="Draw").press("Enter")
    hint = live(page).get_by_text(words_of("live", "en")["draw_hint"])
    expect(hint).to_be_visible()
    expect(live(page).locator(".live-view")).to_be_hidden()  # an empty area shows nothing
    for key in ("Space", *["ArrowUp"] * 8, *["ArrowLeft"] * 6, "Space", "ArrowDown"):
        page.keyboard.press(key)
    settle(page)
    expect(right).to_have_value("0")
    assert averages(page) == averages(page, 4)
    drawn = averages(page)
    area = live(page).get_by_role("application").bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + 20, area["y"] + 20)
    page.mouse.down()
    page.mouse.move(area["x"] + 200, area["y"] + 60)
    page.mouse.up()
    settle(page)
    assert averages(page) != drawn
    live(page).get_by_role("button", name="Clear").click()
    expect(hint).to_be_visible()
    expect(live(page).locator(".live-view")).to_be_hidden()


def test_a_reader_opens_a_picture_of_her_own(
    reader: Reader, tmp_path: Path, expected: Arrays
) -> None:
    sheet = Image.open(SHEET)
    sheet.crop((28, 0, 56, 28)).save(tmp_path / "trouser.png")
    Image.fromarray(255 - np.asarray(sheet.crop((28, 0, 56, 28)))).save(tmp_path / "bright.png")
    (tmp_path / "words.txt").write_text("no picture")
    page = reader.open(NIN)
    load(page)
    for name, inverted in (("trouser.png", False), ("bright.png", True)):
        with page.expect_file_chooser() as chooser:
            live(page).get_by_role("button", name="Open an image").click()
        chooser.value.set_files(tmp_path / name)
        invert = live(page).get_by_label("Invert")
        expect(invert).to_be_visible()
        settle(page)
        expect(invert).to_be_checked(checked=inverted)
        assert averages(page) == pytest.approx(expected[0][1], abs=0.0051)
    invert.uncheck()
    settle(page)
    assert averages(page) != pytest.approx(expected[0][1], abs=0.0051)
    live(page).locator("input[type=file]").set_input_files(tmp_path / "words.txt")
    expect(live(page).locator(".live-message")).to_have_text(words_of("live", "en")["no_picture"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_script_it_says_so(reader_of: Readers, language: str) -> None:
    page = reader_of(java_script_enabled=False).open(f"{PREFIXES[language]}{NIN}")
    expect(live(page).locator("noscript p")).to_be_visible()
    said = live(page).locator("noscript").inner_text()
    assert said == words_of("live", language)["needs_script"]
    assert live(page).get_by_role("button").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_file_it_says_how_to_run(reader: Reader, site: Site, language: str) -> None:
    page = reader.open(f"{PREFIXES[language]}{NIN}", site.files)
    expect(live(page)).to_contain_text(words_of("live", language)["from_file"])
    assert live(page).get_by_role("button").count() == 0


def test_what_fails_is_said_and_can_be_tried_again(reader: Reader) -> None:
    page = reader.open(NIN)
    page.route("**/*.onnx.gz", lambda route: route.fulfill(status=503))
    live(page).get_by_role("button").click()
    expect(live(page).locator(".live-status")).to_contain_text(
        "could not be loaded: 503", timeout=PATIENCE
    )
    page.unroute("**/*.onnx.gz")
    page.route("**/*.onnx.gz", lambda route: route.abort())
    live(page).get_by_role("button").click()
    expect(live(page).locator(".live-status")).to_have_text(
        words_of("live", "en")["offline"], timeout=PATIENCE
    )
    page.unroute("**/*.onnx.gz")
    reader.problems.clear()  # the browser complains of the answers
    load(page)


def test_nothing_is_fetched_until_it_is_asked_for(reader: Reader) -> None:
    fetched: list[str] = []
    reader.context.on("request", lambda request: fetched.append(request.url))
    page = reader.open(NIN)
    page.wait_for_load_state("networkidle")
    assert [url for url in fetched if "/live/" in url] == []
    load(page)
    assert any(url.endswith(".onnx.gz") for url in fetched)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_axe_finds_nothing_and_it_fits(
    reader_of: Readers, scheme: str, width: int, language: str
) -> None:
    reader = reader_of(color_scheme=scheme, width=width)
    reader.context.add_init_script(Axe().axe_script)
    page = reader.open(f"{PREFIXES[language]}{NIN}")
    load(page)
    words = words_of("live", language)
    live(page).locator("summary").click()
    expect(live(page).locator(".live-maps canvas")).to_be_visible(timeout=PATIENCE)
    settle(page)
    options = OPTIONS if language == "en" else WITHOUT_COLOURS
    assert problems(page, None, options) == []
    live(page).get_by_role("button", name=words["draw"], exact=True).click()
    settle(page)
    assert problems(page, "[data-widget=live]", options) == []
    assert page.evaluate(WIDE, width) == []
