from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import LANGUAGES, Reader, Site

FOUND = """(options) => axe.run(document, options).then(({ violations }) => violations.map(
    (found) => `${found.id}: ${found.nodes.slice(0, 3).map((node) => node.html).join(' | ')}`))"""
FAINT = (Path(__file__).with_name("faint_texts.js")).read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_axe_finds_nothing(
    reader_of: Callable[..., Reader], site: Site, scheme: str, width: int, language: str
) -> None:
    reader = reader_of(color_scheme=scheme, viewport={"width": width, "height": 900})
    reader.context.add_init_script(Axe().axe_script)
    found: list[Any] = []
    for path in site.pages():
        if path.startswith("ko/") != (language == "ko") or path.endswith("search.html"):
            continue
        page = reader.open(path)
        tabs = page.get_by_role("tablist").first.get_by_role("tab")
        assert tabs.count() == (4 if path.endswith("nin.html") else 0)
        for number in range(max(1, tabs.count() if width == 1280 else 1)):
            if tabs.count():
                tabs.nth(number).click()
            found += [(path, number, one) for one in page.evaluate(FOUND, OPTIONS)]
            found += [(path, number, one) for one in page.evaluate(FAINT)]
    assert found == []
