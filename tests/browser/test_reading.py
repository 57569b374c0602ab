import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LANGUAGES, NIN, PREFIXES, Reader, Readers

REFERENCES = {
    'a[href*="references.html#"]': "Network in network",
    'a[href="#fig-nin"]': "Fig.",
    'a[href="#equation-eq-nin-1x1"]:not(.headerlink)': "ReLU",
    'a[href="nin-experiments.html#sec-nin-experiments"]': "Stuck at ln 10",
}


@pytest.mark.parametrize(("link", "said"), REFERENCES.items())
def test_a_card_shows_what_a_reference_leads_to(reader: Reader, link: str, said: str) -> None:
    page = reader.open(NIN)
    reference, card = page.locator(f"article p {link}").first, page.get_by_role("tooltip")
    reference.hover()
    expect(card).to_contain_text(said)
    card.hover()  # the pointer may come to the card
    page.wait_for_timeout(500)
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.mouse.move(0, 0)
    reference.focus()
    expect(card).to_contain_text(said)
    expect(reference).to_have_attribute("aria-describedby", card.get_attribute("id") or "")
    assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size"
                         " === document.querySelectorAll('[id]').length")  # fmt: skip
    reference.evaluate("link => link.blur()")
    expect(card).to_be_hidden()


def test_from_files_a_card_says_what_the_page_knows(reader: Reader) -> None:
    page = reader.open(NIN, reader.site.files)
    page.locator('article p a[href*="references.html#"]').first.focus()
    expect(page.get_by_role("tooltip")).to_contain_text("Network in network")


def test_without_scripts_references_have_titles(reader_of: Readers) -> None:
    page = reader_of(java_script_enabled=False).open(NIN)
    section = page.locator('article a[href="nin-experiments.html#sec-nin-experiments"]').first
    assert section.get_attribute("title") == "Stuck at ln 10"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_citation_leads_to_an_entry_of_the_same_name(reader: Reader, language: str) -> None:
    page = reader.open(f"{PREFIXES[language]}{NIN}")
    citation = page.locator('article a[href*="references.html#"]').first
    name = citation.inner_text()
    citation.click()
    entry = page.locator(".citation:target")
    expect(entry.locator(".label")).to_have_text(f"[{name}]")
    expect(entry).to_have_css("outline-style", "solid")


def left(page: Page, selector: str) -> float:
    return float(page.locator(selector).first.evaluate("e => e.getBoundingClientRect().left"))


@pytest.mark.parametrize("width", [1280, 1440])
def test_things_stand_at_their_edges(reader_of: Readers, width: int) -> None:
    page = reader_of(width=width).open(NIN)
    assert left(page, ".sidebar-container") == 0
    assert left(page, ".sidebar-logo") == left(page, ".sidebar-brand-text")
    text, cell = "article section > p", "article .table-wrapper tbody td:first-child > p"
    assert abs(left(page, text) - left(page, cell)) < 1


@pytest.mark.parametrize("width", [390, 1280])
def test_the_copy_button_is_beside_the_code(reader_of: Readers, width: int) -> None:
    page = reader_of(width=width).open(NIN)
    covers = page.locator(".copy:visible").evaluate_all(
        "buttons => buttons.filter(button => button.getBoundingClientRect().left"
        " < button.previousElementSibling.getBoundingClientRect().right - 1).length"
    )
    assert page.locator(".copy:visible").count() and covers == 0


def test_other_forms_come_behind_the_title(reader_of: Readers) -> None:
    page = reader_of(width=390, java_script_enabled=False).open(NIN)
    title, forms = page.locator("h1").bounding_box(), page.locator(".follows").bounding_box()
    assert title and forms and title["y"] + title["height"] <= forms["y"]
    expect(page.locator(".follows").first).to_contain_text("in Colab with")


@pytest.mark.parametrize("language", LANGUAGES)
def test_printed_tables_of_numbers_fit_a_phone(reader_of: Readers, language: str) -> None:
    page = reader_of(width=390).open(f"{PREFIXES[language]}chapter_cnn-modern/nin-experiments.html")
    tables = page.locator(".table-wrapper.output-table")
    widths = tables.evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
    assert widths == [0, 0, 0]


def test_a_caption_stays_in_sight_beside_a_wide_table(reader_of: Readers) -> None:
    page = reader_of(width=390).open(f"{NIN}#tab-nin-runs")
    wrapper = page.locator(".table-wrapper", has=page.locator("#tab-nin-runs"))
    assert wrapper.evaluate("one => one.scrollWidth > one.clientWidth")
    for place in (0, 60):
        wrapper.evaluate("(one, place) => { one.scrollLeft = place; }", place)
        box = wrapper.locator("caption").bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_rows_of_printed_tables_are_one_line_high(reader_of: Readers) -> None:
    page = reader_of(width=390).open("chapter_cnn-modern/nin-answers.html")
    rows = page.locator(".output-table tbody tr")
    heights = rows.evaluate_all("all => all.map(one => one.offsetHeight)")
    assert len(heights) > 5
    assert max(heights) < 1.5 * min(heights) < 60


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plots_can_be_read_on_a_phone(reader_of: Readers, scheme: str) -> None:
    page = reader_of(width=390, color_scheme=scheme).open("chapter_cnn-modern/nin-experiments.html")
    letters = page.locator(".plot text, .plot tspan")  # tick labels in formulas are in the latter
    found = letters.evaluate_all(
        """letters => letters.map((letter) => {
          const { fill, color, fontSize } = getComputedStyle(letter);
          const { a, b } = letter.getScreenCTM();
          return [fill === color, parseFloat(fontSize) * Math.hypot(a, b)];
        })"""
    )
    assert page.locator(".plot tspan").count() and all(is_own for is_own, _ in found)
    assert min(size for _, size in found) > 5.5  # exponents; other letters have 8 and more
    assert sorted(size for _, size in found)[len(found) // 4] > 8
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_paper_text_and_lists_may_go_on_on_the_next_page(page: Page, reader: Reader) -> None:
    reader.open(NIN)
    page.emulate_media(media="print")
    kept_together = page.locator("article :is(p, ol, ul, pre)").evaluate_all(
        "all => all.filter(one => getComputedStyle(one).breakInside !== 'auto').length"
    )
    assert kept_together == 0
