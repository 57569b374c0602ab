import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NIN, Reader, Readers


def search(reader: Reader, query: str, start: str = "index.html", root: str = "") -> Page:
    """Types a query into the field of a page, with the keyboard alone."""
    page = reader.open(start, root)
    page.keyboard.press("Control+k")
    page.keyboard.type(query)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    return page


def marked(page: Page) -> set[str]:
    return set(page.locator(".search-results mark").all_text_contents())


WORDS = {
    "": {
        "pooling": "pooling",
        "NiN": "NiN",
        "1x1": "1×1",
        "11x11": "11×11",
        "convolution": "convolution",
        "GlobalAvgPool2d": "GlobalAvgPool2D",
        "global average pooling": "global average pooling",
        "DENSE heads": "head",
    },
    "ko/": {
        "풀링": "풀링",
        "풀링을": "풀링",
        "최대풀링": "최대 풀링",
        "전역평균풀링": "전역 평균 풀링",
        "합성곱": "합성곱",
        "채널": "채널",
        "NiN은": "NiN은",
        "그림": "그림",
        "1x1 합성곱": "1×1 합성곱",
        "AdaptiveAvgPool2d": "AdaptiveAvgPool2d",
    },
}
"""By the language's folder: queries, and what is marked in their results."""


def asked(page: Page, query: str) -> set[str]:
    """What is marked in the results of another query."""
    page.get_by_role("searchbox").fill(query)
    expect(page.locator(".search-status")).to_contain_text(f"“{query}”")
    return marked(page)


@pytest.mark.parametrize("language", WORDS)
def test_words_are_found(reader: Reader, root: str, language: str) -> None:
    page = search(reader, next(iter(WORDS[language])), f"{language}index.html", root)
    for query, found in WORDS[language].items():
        assert found in asked(page, query), query


def test_british_and_american_spelling_find_each_other(reader: Reader) -> None:
    page = search(reader, "colour")
    for query, found in (
        ("initialization", "initialisation"),
        ("initializing", "initialised"),
        ("neighbors", "neighbours"),
        ("gray", "grey"),
    ):
        words = asked(page, query)
        assert any(found.startswith(word.lower()) and len(word) > 3 for word in words), words


def test_text_comes_before_code(reader: Reader) -> None:
    page = search(reader, "dropout")
    kinds = ["Code" in text for text in page.locator(".search-results > li").all_text_contents()]
    assert not kinds[0] and any(kinds) and kinds == sorted(kinds)


def test_korean_words_are_found_before_particles(reader: Reader) -> None:
    page = search(reader, "신경망", "ko/index.html")
    for query in ("풀링", "합성곱", "채널", "블록"):
        assert asked(page, query)
        behind = page.locator(".search-results mark").evaluate_all(
            "(marks) => marks.map((mark) => mark.nextSibling.textContent[0])"
        )
        assert set(behind) & set("을를은는이가의에와과도로마"), query


def test_a_number_is_found_whole(reader: Reader) -> None:
    page = search(reader, "1x1")
    assert "1×1" in marked(page) <= {"1×1", "1x1"}  # the latter in code
    assert not page.locator(".search-results mark:has-text('11×11')").count()


def test_a_result_leads_to_the_tab_in_which_the_words_are(reader: Reader, root: str) -> None:
    page = search(reader, "GlobalAvgPool2d", root=root)
    result = page.locator(".search-results > li").first
    expect(result).to_contain_text("MXNet")
    page.keyboard.press("Enter")  # from the field to the first result
    expect(result.locator("a")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/nin.html?framework=mxnet#*")
    expect(page.locator("article pre", has_text="GlobalAvgPool2D").first).to_be_visible()


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("", {"exercises": "Exercises", "training": "Training", "shapes": "Shapes"}),
        ("ko/", {"훈련": "훈련"}),
    ],
)
def test_headings_come_first(reader: Reader, language: str, headings: dict[str, str]) -> None:
    page = search(reader, "NiN", f"{language}index.html")
    for query, heading in headings.items():
        asked(page, query)
        first = page.locator(".search-results > li").first
        expect(first.locator("a")).to_contain_text(heading)
        # Common words are shown in a text that all tabs have, so that the reader's stays.
        assert "framework=" not in (first.locator("a").get_attribute("href") or "")


@pytest.mark.parametrize(
    ("language", "missing"),
    [
        (
            "",
            {
                "zzz": "No results for “zzz”",
                "zzz pooling": "No section contains all of “zzz pooling”. Partial matches: {parts}",
                "<b>(.*[": "No results for “<b>(.*[”",
            },
        ),
        ("ko/", {"없는말": "“없는말”에 대한 결과가 없습니다"}),
    ],
)
def test_what_is_missing_is_said(reader: Reader, language: str, missing: dict[str, str]) -> None:
    page = search(reader, "NiN", f"{language}index.html")
    for query, said in missing.items():
        asked(page, query)
        expected = re.compile(re.escape(said).replace(r"\{parts\}", "[1-9][0-9]*"))
        expect(page.get_by_role("status").filter(has_text=expected)).to_have_count(1)


def test_results_follow_the_typing(reader: Reader) -> None:
    page = search(reader, "pooling")
    field = page.get_by_role("searchbox")
    field.fill("dropout")
    expect(page.locator(".search-status")).to_contain_text("dropout")
    page.wait_for_url("**/search.html?q=dropout")
    page.reload()
    expect(field).to_have_value("dropout")
    assert {word.lower() for word in marked(page)} == {"dropout"}


def test_the_search_goes_along_to_the_other_language(reader: Reader) -> None:
    page = search(reader, "NiN 1x1")
    page.locator("a[data-language-switch]").first.click()
    page.wait_for_url("**/ko/search.html?q=NiN+1x1")
    assert {"NiN", "1×1"} <= marked(page)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["index.html", f"ko/{NIN}"])
def test_the_search_is_within_reach_wherever_one_reads(
    reader_of: Readers, width: int, path: str
) -> None:
    page = reader_of(width=width).open(path)
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    if width > 1000:
        expect(page.get_by_role("searchbox")).to_be_in_viewport(ratio=1)
        return
    link = page.locator(".header-search")
    expect(link).to_be_in_viewport(ratio=1)
    box = link.bounding_box()
    assert box and min(box["width"], box["height"]) >= 44
    link.click()
    expect(page.get_by_role("searchbox").first).to_be_focused()


def test_on_a_narrow_screen_the_shortcut_leads_to_the_search(reader_of: Readers) -> None:
    page = reader_of(width=390).open(NIN)
    page.keyboard.press("Control+k")
    page.wait_for_url("**/search.html")


def test_without_scripts_the_search_says_what_it_needs(reader_of: Readers) -> None:
    for path, said in (("search.html", "needs JavaScript"), ("ko/search.html", "JavaScript가")):
        page = reader_of(java_script_enabled=False).open(path)
        expect(page.locator("noscript p")).to_contain_text(said)
