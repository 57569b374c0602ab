import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ninbook.site.metadata import summary_of

Build = Callable[..., Path]
BASE = "https://example.org/book/"
ONE = 'One </script>\n=============\n\nWords of *one* & "two".\n\nMore.\n'


@pytest.fixture
def build(build_site: Build) -> Build:
    """Builds a book in a language, for an address; returns the site."""

    def build(language: str = "en", base_url: str = "") -> Path:
        return build_site(
            {"index": "Start\n=====\n\n.. toctree::\n\n   a/one\n", "a/one": ONE},
            project="A <Book>",
            author="The authors",
            language=language,
            html_baseurl=base_url and base_url + ("" if language == "en" else f"{language}/"),
            ninbook_languages=["en", "ko"],
            ninbook_base_url=base_url,
            ninbook_image="picture.png",
        )

    return build


def metadata(file: Path) -> dict[str, str]:
    html = file.read_text(encoding="utf-8")
    return dict(re.findall(r'<meta (?:name|property)="([^"]*)" content="([^"]*)">', html))


def links(file: Path, kind: str) -> list[tuple[str, str]]:
    html = file.read_text(encoding="utf-8")
    return re.findall(rf'<link rel="{kind}"(?: hreflang="([^"]*)")? href="([^"]*)">', html)


def learning_resource(file: Path) -> Any:
    html = file.read_text(encoding="utf-8")
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return json.loads(data)


def test_a_page_says_what_it_is(build: Build) -> None:
    out = build("ko")
    page = out / "a" / "one.html"
    said = metadata(page)
    assert said["description"] == said["og:description"] == "Words of one &amp; “two”."
    assert said["og:title"] == "One &lt;/script&gt;"
    assert said["og:site_name"] == "A &lt;Book&gt;"
    assert said["og:type"] == "article"
    assert metadata(out / "index.html")["og:type"] == "website"
    resource = learning_resource(page)
    assert resource["@type"] == "LearningResource"
    assert (resource["name"], resource["inLanguage"]) == ("One </script>", "ko")
    assert resource["isPartOf"]["name"] == "A <Book>"


def test_without_an_address_nothing_absolute_is_said(build: Build) -> None:
    out = build("ko")
    page = out / "a" / "one.html"
    assert not {"og:url", "og:image"} & metadata(page).keys()
    assert "url" not in learning_resource(page)
    assert links(page, "canonical") == []
    assert links(page, "alternate") == []  # which have to be whole addresses
    assert not (out / "sitemap.xml").exists()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_with_an_address_links_are_absolute(language: str, build: Build) -> None:
    out = build(language, BASE)
    edition = BASE + ("" if language == "en" else "ko/")
    page = out / "a" / "one.html"
    assert links(page, "canonical") == [("", f"{edition}a/one.html")]
    assert links(out / "index.html", "canonical") == [("", edition)]
    assert links(page, "alternate") == [
        ("en", f"{BASE}a/one.html"),
        ("ko", f"{BASE}ko/a/one.html"),
        ("x-default", f"{BASE}a/one.html"),
    ]
    assert metadata(page)["og:url"] == learning_resource(page)["url"] == f"{edition}a/one.html"
    assert metadata(page)["og:image"] == f"{edition}_static/picture.png"
    for other in ("search.html", "404.html"):
        if (out / other).exists():
            assert links(out / other, "canonical") == links(out / other, "alternate") == []


def test_the_first_edition_maps_the_site(build: Build) -> None:
    root = ElementTree.parse(build("en", BASE) / "sitemap.xml").getroot()
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = [place.text for place in root.findall("s:url/s:loc", space)]
    assert found == [BASE, f"{BASE}ko/", f"{BASE}a/one.html", f"{BASE}ko/a/one.html"]
    assert {len(entry) for entry in root} == {4}
    assert not (build() / "sitemap.xml").exists()


def test_other_editions_do_not(build: Build) -> None:
    assert not (build("ko", BASE) / "sitemap.xml").exists()


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ('<p class="x">No.</p><p> </p><p>A <b>b</b><math><mn>1</mn><mo>×</mo></math></p>', "A b1×"),
        (f"<p>First one. {'word ' * 60}</p>", "First one."),
        (f"<p>{'word ' * 60}</p>", " ".join(["word"] * 39) + "…"),
        ("<ul><li>none</li></ul>", ""),
    ],
)
def test_a_summary_is_the_beginning_of_the_first_paragraph(body: str, summary: str) -> None:
    assert summary_of(body) == summary
