from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import LANGUAGES, Readers, Site

FOUND = """([context, options]) => axe.run(context || document, options).then(({ violations }) =>
    violations.map((found) =>
        `${found.id}: ${found.nodes.slice(0, 3).map((node) => node.html).join(' | ')}`))"""
FAINT = (Path(__file__).with_name("faint_texts.js")).read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
COLOURS = {"runOnly": OF_COLOURS, "resultTypes": ["violations"]}
"""What a dark scheme can break; nothing else on a page depends on the scheme."""
WITHOUT_COLOURS = OPTIONS | {"rules": {rule: {"enabled": False} for rule in OF_COLOURS}}
"""All languages have the same sheets, so axe, which takes long for it, looks at the colours of
English alone."""
SHOW_PANELS = """() => new Promise((done) => {
    document.querySelectorAll('.tab-panel').forEach((panel) => { panel.hidden = false; });
    requestAnimationFrame(() => requestAnimationFrame(done)); })"""
"""Shows the panels of all tabs, and waits until the page has seen how large their boxes are."""
QUERIES = {"search.html": "?q=NiN", "nin.html": "?batch=64"}
"""So that there are results, and the calculator is alive."""


def problems(page: Page, context: str | None = None, options: Any = OPTIONS) -> list[str]:
    """What axe finds on a page or in a part of it, and texts that are hard to read.

    Without options for axe these texts alone.
    """
    found = page.evaluate(FOUND, [context, options]) if options else []
    return [*found, *page.evaluate(FAINT, context)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [390, 768, 1440])
def test_axe_finds_nothing(reader_of: Readers, site: Site, width: int, language: str) -> None:
    reader = reader_of(width=width)
    reader.context.add_init_script(Axe().axe_script)
    found: list[Any] = []
    schemes: dict[str, Any] = {"light": OPTIONS, "dark": COLOURS}
    if language != "en":
        schemes = {"light": WITHOUT_COLOURS, "dark": None}
    paths = [path for path in site.pages() if path.startswith("ko/") == (language == "ko")]
    assert {path.rpartition("/")[2] for path in paths} >= {"search.html", "nin.html"}
    for path in paths:
        page = reader.open(path + QUERIES.get(path.rpartition("/")[2], ""))
        tabs = page.get_by_role("tablist").first.get_by_role("tab")
        assert tabs.count() == 4 or not path.endswith("nin.html")
        if path.endswith("nin.html"):
            expect(page.locator(".calc")).to_have_count(1)
        elif path.endswith("search.html"):
            expect(page.locator(".search-results > li").first).to_be_visible()
        for scheme, options in schemes.items():
            page.emulate_media(color_scheme=scheme)
            found += [(path, scheme, one) for one in problems(page, None, options)]
            for tab in tabs.all()[1:2]:
                tab.click()
                page.evaluate(SHOW_PANELS)  # the rest of the page is the same for all tabs
                found += [(path, scheme, one) for one in problems(page, "article .tabs", options)]
                tabs.first.click()
    assert found == []
