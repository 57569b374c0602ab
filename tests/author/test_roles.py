"""JupyterLab in a browser, with a page open."""

from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from benchmarks.chromium import NoChromiumError, get_chromium

PAGE = "chapter_cnn-modern/nin-cured.md"


def test_roles_are_coloured(server: Any) -> None:
    try:
        chromium = get_chromium()
    except NoChromiumError as error:
        pytest.skip(str(error))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{server.address}lab/tree/{PAGE}?token={server.token}")
        role = page.locator("code.book-role")
        role.first.wait_for(timeout=120_000)
        assert role.all_inner_texts()[:2] == ["label sec_nin-cured", "numref sec_nin-experiments"]
        colours = page.evaluate(
            """() => [document.querySelector("code.book-role"), document.body].map(
                 (element) => getComputedStyle(element).color)"""
        )
        assert colours[0] != colours[1]
        browser.close()
    for kernel in server.ask("GET", "kernels")[1]:  # the page's, which outlives its tab
        server.ask("DELETE", f"kernels/{kernel['id']}")
