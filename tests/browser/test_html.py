"""The pages as files: valid where a parser can tell, and every link in the book leads somewhere."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from tests.browser.conftest import LANGUAGES, Site

VOID = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
IMPLIED = re.compile("p|li|dt|dd|tr|td|th|thead|tbody|option|colgroup")
"""Elements whose end tag may be left out."""
NO_PARAGRAPH = re.compile("div|figure|form|h[1-6]|ol|p|pre|section|table|ul")
"""Some of the elements that can't stand in a paragraph: they end it."""
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "headers")


@dataclass
class Read(HTMLParser):
    """What a page says, and what is wrong with its markup."""

    problems: list[str] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    links: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def complain(self, what: str) -> None:
        self.problems.append(f"line {self.getpos()[0]}: {what}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.complain(f"<{tag}> has an attribute twice")
        values: dict[str, str] = {name: value or "" for name, value in attrs}
        last = self.open[-1] if self.open else ""
        ends_paragraph = last == "p" and NO_PARAGRAPH.fullmatch(tag)
        if ends_paragraph or (last == tag and IMPLIED.fullmatch(tag)):
            self.open.pop()
        if not VOID.fullmatch(tag):
            self.open.append(tag)
        if "id" in values:
            self.ids[values["id"]] += 1
            if not values["id"] or any(letter.isspace() for letter in values["id"]):
                self.complain(f"id {values['id']!r}")
        for name in ("href", "src", "action"):
            if name in values:
                self.links.append(values[name])
        self.links += values.get("data-files", "").split()
        for name in REFERENCES:
            self.references += values.get(name, "").split()
        if tag == "img" and "alt" not in values:
            self.complain("<img> without alt")
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if not VOID.fullmatch(tag):
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if VOID.fullmatch(tag):
            self.complain(f"</{tag}>")
            return
        while self.open[-1:] != [tag]:
            if not self.open or not IMPLIED.fullmatch(self.open[-1]):
                self.complain(f"</{tag}> inside <{self.open[-1] if self.open else ''}>")
                return
            self.open.pop()
        self.open.pop()


@cache
def read(file: Path) -> Read:
    page = Read()
    page.feed(file.read_text(encoding="utf-8"))
    page.close()
    return page


@pytest.mark.parametrize("language", LANGUAGES)
class TestPages:
    @pytest.fixture
    def pages(self, site: Site, language: str) -> dict[str, Read]:
        """The pages of an edition by their paths."""
        found = {path: read(site.folder / path) for path in site.pages()}
        chosen = {
            path: page
            for path, page in found.items()
            if path.startswith("ko/") == (language == "ko")
        }
        assert len(chosen) >= 4
        return chosen

    def test_markup_is_well_formed(self, pages: dict[str, Read]) -> None:
        for path, page in pages.items():
            assert (page.problems, page.open) == ([], []), path

    def test_ids_stand_once_and_what_names_them_is_right(self, pages: dict[str, Read]) -> None:
        for path, page in pages.items():
            assert [name for name, count in page.ids.items() if count > 1] == [], path
            assert set(page.references) - set(page.ids) == set(), path

    def test_headings_leave_out_no_level(self, pages: dict[str, Read]) -> None:
        for path, page in pages.items():
            assert page.headings.count(1) == 1, path
            steps = zip(page.headings, page.headings[1:])
            assert [(one, other) for one, other in steps if other > one + 1] == [], path

    def test_links_in_the_book_lead_somewhere(self, pages: dict[str, Read], site: Site) -> None:
        root = "https://example.org/"
        count = 0
        for path, page in pages.items():
            for link in page.links:
                address, fragment = urldefrag(urljoin(root + path, link))
                if urlsplit(address).scheme not in ("http", "https") or not address.startswith(
                    root
                ):
                    assert urlsplit(address).scheme in ("http", "https", "data"), (path, link)
                    continue
                file = site.folder / unquote(urlsplit(address).path.lstrip("/"))
                assert file.is_file(), (path, link)
                if fragment and file.suffix == ".html":
                    assert unquote(fragment) in read(file).ids, (path, link)
                count += 1
        assert count > 100


def test_the_reader_sees_what_is_wrong() -> None:
    page = Read()
    page.feed('<div id="a"><p>x<p>y<ul><li>1<li>2</ul><b></div></b><img src="i"><i id="a b"></i>')
    page.close()
    found: Any = [problem.partition(": ")[2] for problem in page.problems]
    assert found == ["</div> inside <b>", "<img> without alt", "id 'a b'"]
    assert page.open == ["div"]
