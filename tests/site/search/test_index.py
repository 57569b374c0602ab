from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Build = Callable[[Path], Any]
CONF = """\
extensions = ['ninbook.build.extension']
html_theme = 'furo'
project = 'Book'
language = {language!r}
ninbook_languages = ['en', 'ko']
"""
FILES = {
    "index.rst": "Start\n=====\n\nFirst words.\n\n.. toctree::\n\n   b\n   a/one\n",
    "b.rst": "B\n=\n\nPart\n----\n\n최대 풀링을 합니다.\n",
    "a/one.rst": "One\n===\n\n.. code-block:: python\n\n   GlobalAvgPool2d([[1],[2]])\n",
}


def index(folder: Path) -> Any:
    text = (folder / "html" / "search-index.js").read_text(encoding="utf-8")
    found = re.fullmatch(r"globalThis\.ninbookPages = (.*);\n", text, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.fixture(params=["en", "ko"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, build_project: Build) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "conf.py").write_text(CONF.format(language=request.param))
    build_project(tmp_path)
    return tmp_path


def test_the_index_holds_the_pages_in_the_order_of_the_contents(folder: Path) -> None:
    assert index(folder) == [
        ["index.html", [["", "Start", [[0, "", "First words."]]]]],
        ["b.html", [["", "B", []], ["part", "Part", [[0, "", "최대 풀링을 합니다."]]]]],
        ["a/one.html", [["", "One", [[1, "", "GlobalAvgPool2d([[1],[2]])"]]]]],
    ]


def test_the_index_follows_edits_and_removals(folder: Path, build_project: Build) -> None:
    (folder / "b.rst").write_text("B\n=\n\nOther words.\n")
    (folder / "a" / "one.rst").unlink()
    (folder / "index.rst").write_text(FILES["index.rst"].replace("   a/one\n", ""))
    build_project(folder)
    assert index(folder) == [
        ["index.html", [["", "Start", [[0, "", "First words."]]]]],
        ["b.html", [["", "B", [[0, "", "Other words."]]]]],
    ]


def test_an_index_that_stays_the_same_is_not_written(folder: Path, build_project: Build) -> None:
    file = folder / "html" / "search-index.js"
    before = file.stat().st_mtime_ns
    build_project(folder)
    assert file.stat().st_mtime_ns == before


@pytest.mark.parametrize("page", ["index", "b", "a/one"])
def test_every_page_leads_to_the_search(page: str, folder: Path) -> None:
    html = (folder / "html" / f"{page}.html").read_text(encoding="utf-8")
    address = "../search.html" if "/" in page else "search.html"
    assert html.count(f'action="{address}" role="search"') == 1
    assert html.count(f'<a class="header-search" href="{address}"') == 1


def test_the_search_page_speaks_the_language_of_the_book(folder: Path) -> None:
    html = (folder / "html" / "search.html").read_text(encoding="utf-8")
    is_korean = "language = 'ko'" in (folder / "conf.py").read_text()
    title, other = ("검색", "Search") if is_korean else ("Search", "검색")
    assert f"<h1>{title}</h1>" in html
    assert other not in html
    assert html.index('src="search-index.js"') < html.index('src="_static/search.js"')
    assert html.count('role="search"') == 1


def test_nothing_of_sphinx_own_search_is_left(folder: Path) -> None:
    left = {file.name for file in (folder / "html").rglob("*.js")}
    assert not left & {"searchindex.js", "searchtools.js", "language_data.js"}
    assert "doctools.js" not in (folder / "html" / "index.html").read_text()
