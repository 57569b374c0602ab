"""Figures that readers change, by buttons, arrow keys or pointer; without a script they stand."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import LANGUAGES, NIN, PREFIXES, Reader, Readers
from tests.directives.words import words_of


def opacities(maps: Locator) -> list[str]:
    found: list[str] = maps.locator("path").evaluate_all(
        "cells => cells.map((cell) => Number(cell.getAttribute('fill-opacity')).toFixed(2))"
    )
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_column_of_the_moved_pixel_changes(reader: Reader, language: str) -> None:
    page, words = reader.open(f"{PREFIXES[language]}{NIN}"), words_of("explore", language)
    figure, controls = page.locator("svg.fig-1x1"), page.get_by_role("group", name=words["pixel"])
    page.get_by_role("button", name=words["start_script"]).first.press("Enter")
    maps = figure.locator("[data-cells]")
    expect(maps.nth(4).locator("path")).to_have_count(25)
    before = [opacities(maps.nth(n)) for n in (3, 4)]
    controls.get_by_role("button", name=words["down"]).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")  # now in row 2, column 2, counted from 0
    after = [opacities(maps.nth(n)) for n in (3, 4)]
    changed = {
        i for one, other in zip(before, after, strict=True) for i in range(25) if one[i] != other[i]
    }
    assert 12 in changed and changed <= {8, 12}
    values = figure.locator("[data-value]").all_text_contents()
    assert values == ["5", "2", "2", "5", "−3", "5", "0"]
    expect(controls.get_by_role("status")).to_have_text(
        words["column"].format(x="5, 2, 2", h="5, 0")
    )
    maps.nth(0).locator("path").first.hover()
    expect(figure.locator("[data-pixel]").first).to_have_attribute("x", "6")


def test_the_average_stays_until_the_object_leaves_the_map(reader: Reader) -> None:
    page, words = reader.open(NIN), words_of("explore", "en")
    controls = page.get_by_role("group", name=words["object"])
    page.get_by_role("button", name=words["start_script"]).last.press("Enter")
    status = controls.get_by_role("status")
    right = controls.get_by_role("button", name=words["right"])
    controls.get_by_role("button", name=words["left"]).click()
    expect(status).to_have_text(words["average"].format(average="1.24"))
    right.click()
    right.click()
    expect(status).to_have_text(words["outside"].format(average="1.00"))
    shown = page.locator("svg.fig-gap [data-value]").all_text_contents()
    assert shown == ["1.24", "1.00"]


def test_without_a_script_the_figures_stand(reader_of: Readers) -> None:
    page = reader_of(java_script_enabled=False).open(NIN)
    assert page.locator("svg.fig-1x1 [data-value]").all_text_contents()[-2:] == ["3", "0"]
    assert page.locator(".explore").count() == 0
