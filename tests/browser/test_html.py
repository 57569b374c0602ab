"""The pages as files: links and ids lead somewhere, and headings leave out no level."""

from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.browser.conftest import LANGUAGES, Site

ROOT = "https://example.org/"
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "headers")


@cache
def read(file: Path) -> LexborHTMLParser:
    return LexborHTMLParser(file.read_text(encoding="utf-8"))


def values_of(page: LexborHTMLParser, name: str) -> list[str]:
    """The values of an attribute, wherever it stands."""
    return [node.attributes[name] or "" for node in page.css(f"[{name}]")]


@cache
def ids_of(file: Path) -> set[str]:
    return set(values_of(read(file), "id"))


@pytest.fixture(params=LANGUAGES)
def pages(request: pytest.FixtureRequest, site: Site) -> dict[str, LexborHTMLParser]:
    """The pages of an edition by their paths."""
    chosen = [path for path in site.pages() if path.startswith("ko/") == (request.param == "ko")]
    assert len(chosen) >= 4
    return {path: read(site.folder / path) for path in chosen}


def test_ids_stand_once_and_what_names_them_is_right(pages: dict[str, LexborHTMLParser]) -> None:
    for path, page in pages.items():
        ids = values_of(page, "id")
        assert sorted(set(ids)) == sorted(ids), path
        named = " ".join(value for name in REFERENCES for value in values_of(page, name))
        assert set(named.split()) - set(ids) == set(), path


def test_headings_leave_out_no_level(pages: dict[str, LexborHTMLParser]) -> None:
    for path, page in pages.items():
        levels = [int(node.tag[1]) for node in page.css("h1, h2, h3, h4, h5, h6")]
        assert levels.count(1) == 1, path
        assert [step for step in pairwise(levels) if step[1] > step[0] + 1] == [], path


def test_links_in_the_book_lead_somewhere(pages: dict[str, LexborHTMLParser], site: Site) -> None:
    count = 0
    for path, page in pages.items():
        links = [link for name in ("href", "src", "action") for link in values_of(page, name)]
        links += [file for files in values_of(page, "data-files") for file in files.split()]
        for link in links:
            address, fragment = urldefrag(urljoin(ROOT + path, link))
            if not address.startswith(ROOT):
                assert urlsplit(address).scheme in ("http", "https", "data"), (path, link)
                continue
            file = site.folder / unquote(urlsplit(address).path.lstrip("/"))
            assert file.is_file(), (path, link)
            if fragment and file.suffix == ".html":
                assert unquote(fragment) in ids_of(file), (path, link)
            count += 1
    assert count > 100
