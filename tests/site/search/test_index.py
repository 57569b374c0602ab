import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.projects import build_project

Build = Callable[..., Path]
PAGES = {
    "index": "Start\n=====\n\nFirst words.\n\n.. toctree::\n\n   b\n   a/one\n",
    "b": "B\n=\n\nPart\n----\n\n최대 풀링을 합니다.\n",
    "a/one": "One\n===\n\n.. code-block:: python\n\n   GlobalAvgPool2d([[1],[2]])\n",
}


def index(site: Path) -> Any:
    text = (site / "search-index.js").read_text(encoding="utf-8")
    found = re.fullmatch(r"globalThis\.ninbookPages = (.*);\n", text, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.fixture(params=["en", "ko"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def build(build_site: Build, language: str) -> Build:
    def build(pages: dict[str, str] = PAGES) -> Path:
        return build_site(pages, project="Book", language=language, ninbook_languages=["en", "ko"])

    return build


def test_the_index_holds_the_pages_in_the_order_of_the_contents(build: Build) -> None:
    assert index(build()) == [
        ["index.html", [["", "Start", [[0, "", "First words."]]]]],
        ["b.html", [["", "B", []], ["part", "Part", [[0, "", "최대 풀링을 합니다."]]]]],
        ["a/one.html", [["", "One", [[1, "", "GlobalAvgPool2d([[1],[2]])"]]]]],
    ]


def test_the_index_follows_edits_and_removals(build: Build, tmp_path: Path) -> None:
    build()
    (tmp_path / "a" / "one.rst").unlink()
    start = PAGES["index"].replace("   a/one\n", "")
    assert index(build({"index": start, "b": "B\n=\n\nOther words.\n"})) == [
        ["index.html", [["", "Start", [[0, "", "First words."]]]]],
        ["b.html", [["", "B", [[0, "", "Other words."]]]]],
    ]


def test_an_index_that_stays_the_same_is_not_written(build: Build, tmp_path: Path) -> None:
    file = build() / "search-index.js"
    before = file.stat().st_mtime_ns
    build_project(tmp_path)
    assert file.stat().st_mtime_ns == before


def test_every_page_leads_to_the_search_and_none_to_sphinx_s_own(
    build: Build, language: str
) -> None:
    site = build()
    for page, address in {"index": "", "b": "", "a/one": "../"}.items():
        html = (site / f"{page}.html").read_text(encoding="utf-8")
        assert html.count(f'action="{address}search.html" role="search"') == 1
        assert html.count(f'<a class="header-search" href="{address}search.html"') == 1
        assert "doctools.js" not in html
    html = (site / "search.html").read_text(encoding="utf-8")
    title, other = ("검색", "Search") if language == "ko" else ("Search", "검색")
    assert f"<h1>{title}</h1>" in html
    assert other not in html
    assert html.index('src="search-index.js"') < html.index('src="_static/search.js"')
    assert html.count('role="search"') == 1
    left = {file.name for file in site.rglob("*.js")}
    assert not left & {"searchindex.js", "searchtools.js", "language_data.js"}
