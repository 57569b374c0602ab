from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NIN, Reader, Readers, Site, build
from tests.projects import write_book

TITLES = ["PyTorch", "MXNet", "TensorFlow", "JAX"]
FRAMEWORKS = [title.lower() for title in TITLES]
SHOWN = """() => [...document.querySelectorAll('.tabs:not(.follows)')].map((tabs) =>
    [...tabs.children].filter((child) => child.matches('.tab-panel') && child.checkVisibility())
        .map((panel) => panel.dataset.framework))"""
NAMES = ".tabs:not(.follows) .tab-name:visible"
LACKING = """\
# Lacking
:label:`sec_page`

{cell_of_all}

Words between.

```{{.python .input}}
%%tab pytorch
print('only PyTorch, TensorFlow')
```

```{{.python .input}}
%%tab tensorflow
print('only TensorFlow, PyTorch')
```

Words between.

```{{.python .input}}
%%tab jax
print('only JAX')
```

Words after.
"""
CELLS = "\n\n".join(
    f"```{{.python .input}}\n%%tab {name}\nprint('{name}')\n```" for name in FRAMEWORKS
)


def shown(page: Page) -> list[list[str]]:
    """For each row of tabs the frameworks whose panels are to be seen."""
    return page.evaluate(SHOWN)  # type: ignore[no-any-return]


def selected(page: Page) -> set[str]:
    return set(page.locator(".tab[aria-selected='true']").all_text_contents())


@pytest.fixture
def nin(reader: Reader, root: str) -> Page:
    return reader.open(NIN, root)


def test_a_click_switches_all_rows(nin: Page) -> None:
    rows = len(shown(nin))
    assert rows > 4
    assert shown(nin) == [["pytorch"]] * rows
    for title in ("JAX", "MXNet", "TensorFlow", "PyTorch"):
        nin.get_by_role("tab", name=title).nth(2).click()
        assert shown(nin) == [[title.lower()]] * rows
        assert selected(nin) == {title}


def test_roles_follow_the_pattern(nin: Page) -> None:
    tablists = nin.get_by_role("tablist").all()
    assert len(tablists) > 4
    for tablist in tablists:
        assert tablist.get_attribute("aria-label") == "Framework"
        tabs = tablist.get_by_role("tab")
        assert tabs.all_text_contents() == TITLES
        assert [tab.get_attribute("tabindex") for tab in tabs.all()] == ["0", "-1", "-1", "-1"]
        for tab in tabs.all():
            panel = nin.locator(f"id={tab.get_attribute('aria-controls')}")
            assert panel.get_attribute("role") == "tabpanel"
            assert panel.get_attribute("aria-labelledby") == tab.get_attribute("id")
            chosen = tab.get_attribute("aria-selected") == "true"
            assert panel.is_visible() == chosen


def test_a_row_is_one_stop_and_arrows_move_in_it(nin: Page) -> None:
    tabs = nin.get_by_role("tablist").first.get_by_role("tab")
    tabs.first.focus()
    for key, title in (
        ("ArrowRight", "MXNet"),
        ("ArrowRight", "TensorFlow"),
        ("End", "JAX"),
        ("ArrowRight", "PyTorch"),
        ("ArrowLeft", "JAX"),
        ("ArrowLeft", "TensorFlow"),
        ("Home", "PyTorch"),
    ):
        nin.keyboard.press(key)
        assert nin.evaluate("document.activeElement.textContent") == title
        assert selected(nin) == {title}
    nin.keyboard.press("Tab")
    assert nin.evaluate("document.activeElement.closest('[role=tablist]')") is None
    nin.keyboard.press("Shift+Tab")
    assert nin.evaluate("document.activeElement.textContent") == "PyTorch"


def test_keys_with_a_modifier_are_left_to_the_browser(nin: Page) -> None:
    for modifier in ("Control", "Alt", "Shift", "Meta"):
        nin.get_by_role("tab").first.focus()
        nin.keyboard.press(f"{modifier}+End")
        assert selected(nin) == {"PyTorch"}, modifier


@pytest.mark.parametrize("width", [390, 1280])
def test_what_the_reader_looks_at_does_not_jump(reader_of: Readers, site: Site, width: int) -> None:
    page = reader_of(width=width).open(NIN)
    rows = page.get_by_role("tablist")
    top = "(row) => row.getBoundingClientRect().top"
    for number in range(rows.count()):
        row = rows.nth(number)
        row.evaluate("(row) => scrollBy(0, row.getBoundingClientRect().top - 300)")
        before = row.evaluate(top)
        for title in ("JAX", "TensorFlow", "MXNet", "PyTorch"):
            # A click of Playwright's own scrolls the page when a widget starts at that moment.
            row.get_by_role("tab", name=title).evaluate("(tab) => tab.click()")
            assert abs(row.evaluate(top) - before) < 1.5


def test_the_chooser_keeps_the_place_too(page: Page, reader: Reader) -> None:
    reader.open(NIN)
    words = page.locator("#exercises h2")
    words.evaluate("(words) => scrollBy(0, words.getBoundingClientRect().top - 200)")
    before = words.evaluate("(words) => words.getBoundingClientRect().top")
    for framework in ("jax", "pytorch", "tensorflow"):
        page.locator("#framework-chooser select").select_option(framework)
        assert {row[0] for row in shown(page)} == {framework}
        after = words.evaluate("(words) => words.getBoundingClientRect().top")
        assert abs(after - before) < 1.5


def test_a_link_to_what_all_tabs_have_stays_in_the_reader_s(reader: Reader) -> None:
    page = reader.open(f"{NIN}?framework=jax")
    link = page.locator('article p a[href="#fig-nin-training"]').first
    link.hover()
    expect(page.get_by_role("tooltip").locator("figure")).to_be_visible()
    link.click()
    assert selected(page) == {"JAX"}
    expect(page.locator("#fig-nin-training-jax").locator("..")).to_be_in_viewport()


def test_the_choice_is_kept(page: Page, reader: Reader) -> None:
    reader.open(NIN)
    page.get_by_role("tab", name="TensorFlow").first.click()
    assert "framework=tensorflow" in page.url
    for path in (NIN, f"ko/{NIN}"):
        reader.open(path)
        page.reload()
        assert {row[0] for row in shown(page)} == {"tensorflow"}


def test_the_choice_is_kept_from_page_to_page(page: Page, reader: Reader) -> None:
    reader.open(NIN)
    page.get_by_role("tab", name="MXNet").first.click()
    page.get_by_role("link", name="References").first.click()
    page.get_by_role("link", name="Network in Network (NiN)").first.click()
    expect(page).to_have_url(f"{reader.site.address}{NIN}")
    assert {row[0] for row in shown(page)} == {"mxnet"}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_link_chooses(reader: Reader, root: str, framework: str) -> None:
    page = reader.open(f"{NIN}?framework={framework}", root)
    assert {row[0] for row in shown(page)} == {framework}


def test_the_choice_of_a_link_is_kept(page: Page, reader: Reader) -> None:
    reader.open(NIN)
    page.get_by_role("tab", name="MXNet").first.click()
    reader.open(f"{NIN}?framework=jax")
    assert {row[0] for row in shown(page)} == {"jax"}
    reader.open(NIN)
    assert {row[0] for row in shown(page)} == {"jax"}


@pytest.mark.parametrize("framework", ["", "theano", "%3Cimg%20src%3Dx%3E", "JAX"])
def test_links_to_unknown_frameworks_do_no_harm(reader: Reader, framework: str) -> None:
    page = reader.open(f"{NIN}?framework={framework}")
    wanted = "jax" if framework == "JAX" else "pytorch"
    assert {row[0] for row in shown(page)} == {wanted}


def test_a_second_window_follows(page: Page, reader: Reader) -> None:
    reader.open(NIN)
    other = reader.context.new_page()
    other.goto(page.url)
    other.get_by_role("tab", name="JAX").first.click()
    expect(page.locator(".tab[aria-selected='true']").first).to_have_text("JAX")


@pytest.fixture(scope="package")
def lacking(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> Site:
    """A book with cells for all frameworks, for two, and for one."""
    folder = write_book(tmp_path_factory.mktemp("lacking") / "book")
    (folder / "chapter" / "page.md").write_text(LACKING.format(cell_of_all=CELLS))
    static = Path(__file__).parents[2] / "static"
    (folder / "static").symlink_to(static, target_is_directory=True)
    with (folder / "config.ini").open("a") as config:
        config.write("\n[html]\nfavicon = static/favicon.svg\n")
    html = build(folder)
    return Site(html, serve(html))


@pytest.fixture
def lacking_page(reader_of: Readers, lacking: Site) -> Page:
    return reader_of(lacking).open("chapter/page.html")


def test_a_row_that_lacks_the_framework_shows_its_first(lacking_page: Page) -> None:
    page = lacking_page
    assert shown(page) == [["pytorch"], ["pytorch"], ["jax"]]
    page.get_by_role("tab", name="JAX").click()
    assert shown(page) == [["jax"], ["pytorch"], ["jax"]]
    rows = page.get_by_role("tablist")
    assert rows.nth(1).get_by_role("tab").all_text_contents() == ["PyTorch", "TensorFlow"]
    assert rows.nth(1).get_by_role("tab", selected=True).all_text_contents() == ["PyTorch"]
    rows.nth(1).get_by_role("tab", name="TensorFlow").click()
    assert shown(page) == [["tensorflow"], ["tensorflow"], ["jax"]]


@pytest.mark.parametrize(
    ("framework", "panels"),
    [
        ("", [["pytorch"], ["pytorch"], ["jax"]]),
        ("keras", [["pytorch"], ["pytorch"], ["jax"]]),
        ("mxnet", [["mxnet"], ["pytorch"], ["jax"]]),
        ("tensorflow", [["tensorflow"], ["tensorflow"], ["jax"]]),
        ("jax", [["jax"], ["pytorch"], ["jax"]]),
    ],
)
def test_what_the_script_will_hide_is_hidden_before_it_comes(
    framework: str, panels: list[list[str]], reader_of: Readers, lacking: Site
) -> None:
    page = reader_of(lacking).page
    held: list[Route] = []
    page.route("**/ninbook.js*", lambda route: held.append(route))
    address = f"{lacking.address}chapter/page.html?framework={framework}"
    with page.expect_request("**/ninbook.js*"):
        page.goto(address, wait_until="commit")
    page.get_by_text("Words after.").wait_for()
    assert shown(page) == panels
    held[0].continue_()
    page.locator("html[data-tabs-ready]").wait_for()
    assert shown(page) == panels


def test_a_cell_of_one_framework_has_its_name_and_no_tabs(lacking_page: Page) -> None:
    assert lacking_page.get_by_role("tablist").count() == 2
    assert lacking_page.locator(NAMES).all_text_contents() == ["JAX"]


def test_without_scripts_all_panels_are_shown_by_name(reader_of: Readers, root: str) -> None:
    page = reader_of(java_script_enabled=False).open(f"{NIN}?framework=jax", root)
    assert page.get_by_role("tab").count() == 0
    panels = page.locator(".tab-panel")
    assert panels.count() > 16
    for panel in panels.all():
        expect(panel).to_be_visible()
        name = panel.locator("> .tab-name")
        expect(name).to_be_visible()
        assert name.text_content() == panel.get_attribute("data-title")


def test_the_other_forms_are_those_of_the_chosen_framework(nin: Page) -> None:
    offers = nin.locator(".follows")
    for title in ("JAX", "PyTorch"):
        nin.get_by_role("tab", name=title).first.click()
        assert offers.locator(".tab-name:visible").all_text_contents() == [title]
        link = offers.get_by_role("link", name="Notebook").locator("visible=true")
        assert (link.get_attribute("href") or "").endswith(f"nin.{title.lower()}.ipynb")


@pytest.mark.parametrize("title", ["PyTorch", "JAX"])
def test_only_the_chosen_one_is_printed(page: Page, reader: Reader, title: str) -> None:
    reader.open(NIN)
    page.get_by_role("tab", name=title).first.click()
    page.emulate_media(media="print")
    rows = shown(page)
    assert rows == [[title.lower()]] * len(rows)
    assert page.locator("[role=tab]:visible").count() == 0
    assert set(page.locator(NAMES).all_text_contents()) == {title}
