from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import ninbook
from tests.browser.conftest import LANGUAGES, NIN, PREFIXES, Reader, Readers, Site

IN_VIEW = """() => { const found = [...document.querySelectorAll('article h2')]
    .filter((h) => h.getBoundingClientRect().top < innerHeight / 2); return found.at(-1).id
    || found.at(-1).parentElement.querySelector('[id^=section-]').id; }"""
LETTERS = """(svg) => [...svg.querySelectorAll('text')].map((text) =>
    parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"""
INK = """(svg) => { const boxes = [...svg.querySelectorAll('text, rect')]
        .map((e) => e.getBoundingClientRect());
    const most = (side) => Math.max(...boxes.map((box) => box[side]));
    return { left: Math.min(...boxes.map((box) => box.left)), right: most('right'),
        bottom: most('bottom') + scrollY }; }"""
BRIGHTNESS = """(element) => { const canvas = document.createElement('canvas').getContext('2d');
    canvas.fillStyle = getComputedStyle(element).backgroundColor; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data; return (r + g + b) / 765; }"""
WIDER = """(width) => {
    const ancestors = function* (element) {
        for (let e = element; e && e !== document.body; e = e.parentElement) yield e; };
    const clipped = (element) => [...ancestors(element)]
        .some((e) => /auto|scroll|hidden/.test(getComputedStyle(e).overflowX));
    return [...document.querySelectorAll('body *')].filter((e) => {
        const { width: own, right } = e.getBoundingClientRect();
        return own && right > width + 0.5 && !e.closest('.sidebar-drawer, .toc-drawer')
            && !clipped(e);
    }).map((e) => `${e.tagName}.${e.className}`); }"""


# Languages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("here", "there"), [("", "ko/"), ("ko/", "")])
def test_the_language_switch_keeps_page_section_and_framework(
    reader: Reader, root: str, here: str, there: str
) -> None:
    page = reader.open(f"{here}{NIN}", root)
    page.get_by_role("tab", name="JAX").first.click()
    page.locator("section:has(> #section-4)").evaluate("(section) => section.scrollIntoView()")
    heading = page.locator("#section-4 + h2").text_content()
    assert heading is not None
    assert ("Training" in heading) == (here == "")
    page.locator("a[data-language-switch]").first.click()
    page.wait_for_url(f"{root}{there}{NIN}?framework=jax#section-4")
    assert page.locator("html").get_attribute("lang") == ("ko" if there else "en")
    translated = page.locator("#section-4 + h2")
    assert ("훈련" in (translated.text_content() or "")) == (there == "ko/")
    assert translated.evaluate("(h) => h.getBoundingClientRect().top") < 300
    assert page.evaluate(IN_VIEW) == "section-4"
    assert set(page.locator(".tab[aria-selected='true']").all_text_contents()) == {"JAX"}


# Code ------------------------------------------------------------------------------------------


def test_copying_takes_the_code_alone(reader: Reader) -> None:
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.open(f"{NIN}?framework=jax")
    cell = page.locator(".tab-panel:visible .highlight", has_text="layer_summary").first
    cell.hover()
    cell.get_by_role("button", name="Copy code").click()
    expect(page.locator(".copy-status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "NiN(training=False).layer_summary((1, 224, 224, 1))\n"


def test_outputs_have_no_copy_button(reader: Reader) -> None:
    page = reader.open(NIN)
    outputs = page.locator("article pre.output, article .output pre")
    assert outputs.count() > 0
    assert page.locator("article pre.output + .copy, article .output pre + .copy").count() == 0


def test_code_needs_no_scrolling_at_a_desk(reader: Reader) -> None:
    page = reader.open(NIN)
    scrolling = """() => [...document.querySelectorAll('article .highlight pre')]
        .filter((pre) => pre.checkVisibility() && pre.scrollWidth > pre.clientWidth)
        .map((pre) => pre.textContent)"""
    for framework in ("pytorch", "mxnet", "tensorflow", "jax"):
        page.locator("#framework-chooser select").select_option(framework)
        assert page.evaluate(scrolling) == []


# Widths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 390, 768])
def test_no_page_scrolls_sideways(
    reader_of: Readers, site: Site, width: int, language: str
) -> None:
    reader = reader_of(width=width)
    for path in site.pages():
        if path.startswith("ko/") != (language == "ko"):
            continue
        page = reader.open(path)
        for framework in page.locator("#framework-chooser option").all()[:4] or [None]:
            if framework is not None:
                value = framework.get_attribute("value")
                page.locator("#framework-chooser select").select_option(value, force=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.evaluate(WIDER, width) == [], path


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_the_chooser_is_within_reach_wherever_one_reads(reader_of: Readers, width: int) -> None:
    page = reader_of(width=width).open(NIN)
    for place in ("#section-0", "#section-4", "#section-7"):
        page.locator(place).evaluate("(mark) => mark.scrollIntoView()")
        select = page.get_by_role("combobox", name="Framework")
        expect(select).to_be_in_viewport(ratio=1)
        select.select_option("mxnet")
        assert page.locator(".tab[aria-selected='true']").first.text_content() == "MXNet"
        select.select_option("pytorch")


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_of_figures_are_legible(reader_of: Readers, language: str) -> None:
    page = reader_of(width=390).open(f"{PREFIXES[language]}{NIN}")
    figure = page.locator("article figure:has(svg.fig-nin)")
    for width in (390, 641, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        sizes = figure.locator("svg").evaluate(LETTERS)
        assert len(sizes) > 40
        assert min(sizes) >= 8.5
        caption = figure.locator("figcaption").bounding_box()
        box = figure.locator("svg").evaluate(INK)
        assert caption is not None
        assert box["left"] >= 0 and box["right"] <= width
        assert 0 <= caption["y"] - box["bottom"] < 60  # the caption is below, and not far


# Paper -----------------------------------------------------------------------------------------


def test_paper_has_no_controls(page: Page, reader: Reader) -> None:
    reader.open(NIN)
    controls = (
        *(".skip-to-content", ".copy", ".tablist", ".mobile-header"),
        *(".follows", ".verify", ".widget-start"),
    )
    assert [one for one in controls if not page.locator(one).count()] == []
    page.emulate_media(media="print")
    assert page.locator(", ".join(controls)).locator("visible=true").count() == 0
    expect(page.locator("article h1")).to_be_visible()


# Colours ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [NIN, f"ko/{NIN}", "index.html"])
def test_the_page_is_dark_where_the_system_is(reader_of: Readers, path: str) -> None:
    for scheme, dark in (("light", False), ("dark", True)):
        body = reader_of(color_scheme=scheme).open(path).locator("body")
        assert (body.evaluate(BRIGHTNESS) < 0.2) == dark
        assert (body.evaluate(BRIGHTNESS) > 0.8) != dark


def test_a_reader_chooses_the_colours(reader: Reader) -> None:
    page = reader.open(NIN)
    modes = set()
    for _ in range(3):
        page.locator(".theme-toggle:visible").first.click()
        modes.add(
            (
                page.locator("body").get_attribute("data-theme"),
                page.evaluate(f"({BRIGHTNESS})(document.body) < 0.2"),
            )
        )
    assert modes == {("light", False), ("dark", True), ("auto", False)}


def test_pictures_follow_the_colours(reader_of: Readers) -> None:
    ink = "(svg) => getComputedStyle(svg).color"
    inks = [
        reader_of(color_scheme=scheme).open(NIN).locator("svg.plot").first.evaluate(ink)
        for scheme in ("light", "dark")
    ]
    assert inks[0] != inks[1]


# Every page ------------------------------------------------------------------------------------


def test_every_page_opens_without_a_complaint(reader: Reader, root: str) -> None:
    for path in reader.site.pages():
        page = reader.open(path, root)
        if not path.endswith("search.html"):
            assert page.locator("h1").count() == 1, path
        expect(page.locator("article")).to_be_visible()
        assert page.title()
        assert reader.problems == [], path


def test_permalinks_lead_to_their_headings(page: Page, reader: Reader) -> None:
    reader.open(NIN)
    headings = page.locator("article :is(h1, h2, h3)")
    source = (Path(ninbook.__file__).parents[1] / NIN).with_suffix(".md").read_text("utf-8")
    assert headings.count() == 1 + source.count("\n## ")
    for heading in headings.all():
        link = heading.locator("a.headerlink")
        target = (link.get_attribute("href") or "").removeprefix("#")
        assert page.locator(f"id={target}").locator("h1, h2, h3").first.count() == 1


def test_pages_lead_to_the_next_and_the_one_before(page: Page, reader: Reader) -> None:
    reader.open("index.html")
    visited = [page.url]
    while page.locator("a.next-page").count():
        page.locator("a.next-page").click()
        page.wait_for_url(lambda url: url != visited[-1])
        visited.append(page.url)
    paths = [url.removeprefix(reader.site.address) for url in visited]
    assert paths[:2] == ["index.html", NIN]
    assert paths[-1] == "references.html"
    others = {"404.html", "search.html"}
    english = {path for path in reader.site.pages() if not path.startswith("ko/")}
    assert sorted(paths) == sorted(english - others)  # every page, once
    for url in visited[-2::-1]:
        page.locator("a.prev-page").click()
        expect(page).to_have_url(url)
