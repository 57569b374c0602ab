"""The resource calculator as readers use it: by keyboard, from files, in two languages."""

from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from ninbook.networks.code import code_of
from ninbook.networks.presets import PRESETS
from ninbook.networks.resources import resources_of
from tests.browser.conftest import LANGUAGES, NIN, PREFIXES, Reader, Readers

CODE = code_of(PRESETS["nin"].network)
WIDE = """(width) => [...document.querySelectorAll('.widget *')].filter((e) =>
    e.getBoundingClientRect().right > width + 0.5 && !e.closest('.calc-scroll, .calc-status'))
    .map((e) => e.className)"""


BELOW = """(widget) => scrollBy(0, widget.getBoundingClientRect().top - 1.5 * innerHeight)"""


def calculator(page: Page) -> Locator:
    return page.locator('[data-widget="calculator"]')


def started(page: Page) -> Page:
    """The page once its calculator is alive: as for one who reads on until it is near."""
    body = calculator(page).locator(".calc")
    if not body.count():
        calculator(page).evaluate(BELOW)
    expect(body).to_have_count(1)
    return page


def column(page: Page, number: int = 1) -> list[str]:
    """The cells of a column of the comparison, by default of the reader's own network."""
    rows = calculator(page).get_by_role("region").first.locator("tbody tr")
    return [row.locator(f":nth-child({number + 1})").text_content() or "" for row in rows.all()]


def number(page: Page, stage: int, label: str) -> Locator:
    """An input of a stage, counted from 1."""
    return stage_item(page, stage).get_by_label(label)


def stage_item(page: Page, stage: int) -> Locator:
    return calculator(page).get_by_role("listitem").nth(stage - 1)


def network_of(page: Page) -> str:
    """The network in the page's address."""
    query = page.evaluate("location.search.slice(1)")  # the page's own, which is never late
    return parse_qs(query).get("network", [CODE])[0]


def test_it_begins_with_nin_and_shows_the_others(reader: Reader, root: str) -> None:
    page = started(reader.open(NIN, root))
    for place, name in enumerate(["nin", "nin", "alexnet", "vgg11"], start=1):
        found = resources_of(PRESETS[name].network)
        numbers = [found.parameters, found.multiply_accumulates]
        assert column(page, place)[:2] == [f"{number:,}" for number in numbers]
    assert column(page)[2:] == ["9.7 MiB", "281 MiB", "952 MiB"]
    assert column(page, 4)[2:] == ["516 MiB", "3.5 GiB", "6.7 GiB"]


def test_a_change_is_summed_up_and_kept_in_the_address(reader: Reader, root: str) -> None:
    page = started(reader.open(f"{NIN}?framework=jax#exercises", root))
    number(page, 3, "Channels").fill("512")
    number(page, 3, "1×1 layers").fill("1")
    stages = list(PRESETS["nin"].network.stages)
    stages[2] = replace(stages[2], channels=512, pointwise=1)
    network = replace(PRESETS["nin"].network, stages=stages)
    changed, expected = code_of(network), resources_of(network)
    assert column(page)[0] == f"{expected.parameters:,}"
    assert column(page)[1] == f"{expected.multiply_accumulates:,}"
    page.wait_for_url(f"**/nin.html?framework=jax&network={changed}#exercises")
    page.reload()
    started(page)
    assert column(page)[0] == f"{expected.parameters:,}"
    expect(number(page, 3, "Channels")).to_have_value("512")
    calculator(page).get_by_role("button", name="Reset").click()
    assert column(page)[0] == "1,992,166"
    assert page.url.endswith("nin.html?framework=jax#exercises")


def test_another_language_shows_the_same_network(reader: Reader, root: str) -> None:
    page = started(reader.open(NIN, root))
    number(page, 1, "Window").fill("7")
    page.wait_for_url("**?network=*")
    sums = column(page)
    network = network_of(page)
    page.locator("a[data-language-switch]").first.click()
    page.wait_for_url(f"{root}ko/**")
    started(page)
    assert network_of(page) == network
    assert column(page) == sums


def test_the_keyboard_is_enough(reader: Reader) -> None:
    page = started(reader.open(NIN))
    up = stage_item(page, 7).get_by_role("button", name="Move up")
    up.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # the focus has moved along
    stages = network_of(page).split("_")[1:]
    assert [stage[0] for stage in stages] == ["c", "m", "c", "m", "d", "c", "m", "c", "g"]
    expect(stage_item(page, 5).get_by_role("button", name="Move up")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")  # duplicates
    assert network_of(page).split("_")[5:7] == ["d50", "d50"]
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # removes the copy
    assert network_of(page).split("_")[1:] == stages
    page.get_by_role("button", name="Add: Block").press("Enter")
    page.keyboard.press("ArrowUp")  # in the new block's first number
    page.wait_for_timeout(400)
    assert network_of(page).split("_")[9] == "c65-3-1-1-2"


def test_the_head_can_be_dense(reader: Reader) -> None:
    page = started(reader.open(NIN))
    calculator(page).get_by_label("Head").first.select_option(label="Fully connected layers")
    dense = resources_of(PRESETS["nin-dense"].network)
    assert column(page)[0] == f"{dense.parameters:,}"
    calculator(page).get_by_role("button", name="Add a layer").click()
    calculator(page).get_by_label("Head, Outputs of layer 1").fill("100")
    page.wait_for_url("**_f100-10")
    dense = resources_of(replace(PRESETS["nin"].network, dense=(100, 10)))
    assert column(page)[0] == f"{dense.parameters:,}"
    calculator(page).get_by_label("Start from").select_option(label="VGG-11")
    assert column(page) == column(page, 4)
    calculator(page).get_by_label("Head").first.select_option(label="Global average pooling")
    assert network_of(page).endswith("_g")


def test_what_does_not_fit_is_said(reader: Reader) -> None:
    page = started(reader.open(NIN))
    error = calculator(page).locator(".calc-error")
    expect(error).to_be_hidden()
    calculator(page).get_by_label("Input, Height and width").fill("28")
    expect(error).to_have_text("Layer 4: the window is larger than its padded input.")
    assert column(page) == ["does not fit"] * 5
    calculator(page).get_by_label("Input, Height and width").fill("224")
    expect(error).to_be_hidden()
    assert column(page)[0] == "1,992,166"


def test_a_wrong_number_changes_nothing(reader: Reader) -> None:
    page = started(reader.open(NIN))
    window = number(page, 1, "Window")
    for wrong in ("0", "99", "1.5", ""):
        window.fill(wrong)
        expect(window).to_have_attribute("aria-invalid", "")
        assert column(page)[0] == "1,992,166"
    expect(calculator(page).locator(".calc-status")).to_have_text(
        "Enter a whole number from 1 to 13."
    )
    window.blur()
    expect(window).to_have_value("11")


def test_the_sums_are_announced_once_it_is_quiet(reader: Reader) -> None:
    page = started(reader.open(NIN))
    status = calculator(page).locator(".calc-status")
    expect(status).to_have_text(
        "Your network: 1,992,166 parameters, 762M multiply-accumulates per image, "
        "281 MiB for prediction, 952 MiB for training."
    )
    calculator(page).get_by_label("Minibatch", exact=True).fill("1")
    expect(status).to_have_text(
        "Your network: 1,992,166 parameters, 762M multiply-accumulates per image, "
        "9.7 MiB for prediction, 22.5 MiB for training."
    )


def test_every_layer_is_listed(reader: Reader) -> None:
    page = started(reader.open(NIN))
    calculator(page).locator("summary").click()
    rows = calculator(page).locator("details tbody tr")
    layers = resources_of(PRESETS["nin"].network).layers
    assert rows.count() == len(layers) + 2  # input and total
    assert "937 MiB" in (rows.last.text_content() or "")


@pytest.mark.parametrize("address", ["?network=nonsense", "?network=1-9999_m2-2-0_g", "?batch=-3"])
def test_an_address_without_a_network_shows_nin(reader: Reader, address: str) -> None:
    page = started(reader.open(NIN + address))
    assert column(page)[0] == "1,992,166"
    assert column(page)[3] == "281 MiB"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_script_there_is_the_table(reader_of: Readers, root: str, language: str) -> None:
    reader = reader_of(java_script_enabled=False)
    page = reader.open(f"{PREFIXES[language]}{NIN}", root)
    table = calculator(page).get_by_role("table")
    expect(table).to_be_visible()
    texts = [row.split() for row in table.locator("tr").all_inner_texts()]
    assert texts[1][-3:] == ["1,992,166", "46,764,746", "128,806,154"]
    assert texts[-1][-6:] == ["952", "MiB", "845", "MiB", "6.7", "GiB"]
    assert calculator(page).locator("input:visible, button:visible").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_the_screen(reader_of: Readers, language: str) -> None:
    reader = reader_of(width=390)
    page = started(reader.open(f"{PREFIXES[language]}{NIN}"))
    for width in (390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        calculator(page).scroll_into_view_if_needed()
        assert page.evaluate(WIDE, width) == []
        inputs = calculator(page).locator("li input").all()
        assert min((box.bounding_box() or {"width": 0})["width"] for box in inputs) > 40


# Loading ---------------------------------------------------------------------------------------

FILES = ["calculator.css", "calculator.words.js", "networks.js", "calculator.js"]
SHIFTS = """() => { globalThis.shifts = [];
    const seen = (e) => [e.value, ...e.sources.map(({ node }) => node?.textContent.slice(0, 60))];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map(seen)))
        .observe({ type: 'layout-shift', buffered: true }); }"""


@pytest.fixture
def asked(reader: Reader) -> list[str]:
    """Names of the calculator's files that the browser asked for."""
    names: list[str] = []

    def remember(request: Request) -> None:
        name = request.url.rpartition("/")[2].partition("?")[0]
        if name in FILES:
            names.append(name)

    reader.context.on("request", remember)
    return names


def test_a_page_loads_none_of_it_until_the_reader_is_near(
    reader: Reader, root: str, asked: list[str]
) -> None:
    page = reader.open(NIN, root)
    page.evaluate("scrollTo(0, 2 * innerHeight)")
    page.wait_for_timeout(300)
    assert asked == []
    expect(calculator(page).get_by_role("table")).to_have_count(1)
    started(page)
    assert sorted(asked) == sorted(FILES)


SCROLLING = """() => new Promise((done) => { let frames = 0;
    const step = () => { %s; if (++frames < 90) requestAnimationFrame(step); else done(); };
    step(); })"""


@pytest.mark.parametrize("scroll", ["scrollBy(0, 240)", "scrollTo(0, document.body.scrollHeight)"])
def test_nothing_moves_when_it_starts(reader: Reader, scroll: str) -> None:
    page = reader.open(NIN)
    page.evaluate(SHIFTS)
    page.evaluate(SCROLLING % scroll)
    page.wait_for_timeout(300)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    expect(calculator(page).locator(".calc")).to_have_count(1)
    shifts = page.evaluate("shifts")
    assert sum(value for value, *_ in shifts) < 0.001, shifts


def test_where_it_is_in_sight_already_a_button_starts_it(reader: Reader, root: str) -> None:
    reader.page.set_viewport_size({"width": 1280, "height": 2600})
    page = reader.open(f"{NIN}#exercises", root)
    calculator(page).scroll_into_view_if_needed()
    table = calculator(page).get_by_role("table")
    expect(table).to_be_in_viewport()
    page.wait_for_timeout(300)
    expect(table).to_have_count(1)  # nothing changes under the reader's eyes
    button = calculator(page).get_by_role("button", name="Change the network yourself")
    before = calculator(page).evaluate("(widget) => widget.getBoundingClientRect().top")
    button.focus()
    page.keyboard.press("Enter")
    expect(calculator(page).get_by_label("Start from")).to_be_focused()
    after = calculator(page).evaluate("(widget) => widget.getBoundingClientRect().top")
    assert abs(after - before) < 1.5
    expect(button).to_have_count(0)


def test_an_address_with_a_network_starts_it_at_once(reader: Reader, root: str) -> None:
    page = reader.open(f"{NIN}?batch=1", root)
    expect(calculator(page).locator(".calc")).to_have_count(1)
    assert column(page)[3] == "9.7 MiB"


def test_what_cannot_be_loaded_leaves_the_table(reader: Reader) -> None:
    reader.context.route("**/calculator.js*", lambda route: route.abort())
    page = reader.open(NIN)
    calculator(page).scroll_into_view_if_needed()
    calculator(page).get_by_role("button").click()
    page.wait_for_timeout(200)
    expect(calculator(page).get_by_role("table")).to_be_visible()
    assert all("calculator.js" in problem for problem in reader.problems)
    reader.problems.clear()
    reader.context.unroute("**/calculator.js*")
    calculator(page).get_by_role("button").click()
    expect(calculator(page).locator(".calc")).to_have_count(1)
