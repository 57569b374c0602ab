import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ninbook.site.not_found import at_path

Build = Callable[[str, str], Path]
PAGES = {
    "index": "Start\n=====\n\n.. toctree::\n\n   a/one\n",
    "a/one": "One\n===\n\nText.\n",
}


@pytest.fixture
def build(build_site: Callable[..., Path]) -> Build:
    """Builds a book in a language, for an address; returns the page."""

    def build(language: str, base_url: str) -> Path:
        settings = {"ninbook_languages": ["en", "ko"], "html_css_files": ["more.css"]}
        site = build_site(PAGES, language=language, ninbook_base_url=base_url, **settings)
        return site / "404.html"

    return build


def addresses(html: str) -> list[str]:
    """Where a page's links, scripts and forms lead in the site."""
    found = re.findall(r'<[^<>]*\s(?:href|src|action)="([^"]*)"', html)
    return [address for address in found if not address.startswith(("#", "https://"))]


def test_with_a_known_address_everything_is_found_from_any_depth(
    tmp_path: Path, build: Build
) -> None:
    html = build("en", "https://example.org/books/nin/").read_text()
    found = addresses(html)
    assert {address for address in found if not address.startswith("/books/nin/")} == set()
    for expected in ("index.html", "ko/index.html", "search.html", "ko/search.html", "a/one.html"):
        assert f"/books/nin/{expected}" in found
    for address in found:
        file = address.removeprefix("/books/nin/").partition("?")[0]
        known = (tmp_path / "html" / file).is_file() or file.startswith("ko/")
        assert known or file.startswith("_static/"), address


def test_without_it_everything_is_found_from_the_root(build: Build) -> None:
    found = addresses(build("en", "").read_text())
    assert {"index.html", "ko/index.html", "search.html", "ko/search.html"} <= set(found)
    assert not [address for address in found if address.startswith("/")]


def test_it_speaks_all_languages(build: Build) -> None:
    html = build("en", "").read_text()
    assert '<section lang="en">\n<h1>Page not found</h1>' in html
    assert '<section lang="ko">\n<h2>페이지를 찾을 수 없습니다</h2>' in html
    assert "ko/404.html" not in html


def test_there_is_one_for_the_whole_site(build: Build) -> None:
    assert not build("ko", "").exists()


@pytest.mark.parametrize("address", ["#top", "/x", "https://d2l.ai/", "mailto:a@example.org"])
def test_only_relative_addresses_are_changed(address: str) -> None:
    assert at_path(f'<a href="{address}">', "/book/") == f'<a href="{address}">'
    assert at_path('<img alt="" src="a.png">', "/book/") == '<img alt="" src="/book/a.png">'
