import pytest

from ninbook.document.markdown import tree_of as parse
from ninbook.sphinx.visitors.html import paired
from tests.sphinx.conftest import Book, Build

PAGES = {
    "page": """\
# Elements

<b class="x">Bold <i>and *more*</i></b>, <span style="color: red">red</span>, <u>open.

<div class="box">
<p>Words &amp; <b>bold</b> ones.<br>Next</p>
<img src="img/p.png" alt="A picture" style="width: 50%">
<p>After it.</p>
<script>let x = "<b>no</b>";</script>
</div>

<details><summary>More</summary>

Inside *it*.

</details>

<iframe src="https://example.org/v"></iframe>

Text <!-- a comment --> here.

<div>
<svg><desc>Drawn</desc>nowhere else</svg>
</div>
"""
}


@pytest.mark.parametrize(
    ("markdown", "types"),
    [
        ("a<sub>2</sub>b", ["text", "html_element", "text"]),
        ("<b>a", ["html_inline", "text"]),
        ("a</b>", ["text", "html_inline"]),
        ("<b>a<i>b</b>c", ["html_element", "text"]),
        ("<span>a</span>", ["html_inline", "text", "html_inline"]),
        ("a<br>b<BR/>", ["text", "html_element", "text", "html_element"]),
    ],
)
def test_tags_that_match_are_elements(markdown: str, types: list[str]) -> None:
    (paragraph,) = parse(markdown)
    assert [node.type for node in paired(paragraph.children)] == types


def test_the_site_has_html_as_it_is(site: Book) -> None:
    html = site.body("page").html or ""
    assert '<b class="x">Bold <i>and <em>more</em></i></b>' in html
    assert '<span style="color: red">red</span>' in html
    assert site.body("page").css_first("div.box > p").text() == "Words & bold ones.Next"
    assert "Inside <em>it</em>." in site.body("page").css_first("details").html
    assert site.body("page").css_first("iframe") is not None
    assert 'let x = "<b>no</b>";' in html
    assert "a comment" not in html


def test_pictures_in_html_get_to_where_the_page_is(site: Book) -> None:
    image = site.body("page").css_first("div.box img")
    assert image.attributes["src"] == "_images/p.png"
    assert image.attributes["alt"] == "A picture"
    assert "50%" in (image.attributes.get("style") or "")


def test_latex_has_the_text_of_html(book: Book) -> None:
    latex = book.chapter("Elements")
    assert r"\sphinxstylestrong{Bold \sphinxstyleemphasis{and \sphinxstyleemphasis{more}}}" in latex
    order = [r"Words \& \sphinxstylestrong{bold} ones.", "{p}.png", "After it.", "More", "Inside"]
    places = [latex.index(part) for part in order]
    assert places == sorted(places)
    assert "let x" not in latex and "nowhere else" not in latex


def test_what_latex_cannot_show_is_named_by_its_line(book: Book, site: Book) -> None:
    assert "page.md:18: WARNING: the PDF can't show <iframe>" in book.messages
    assert "can't show" not in site.messages


def test_links_lead_to_what_html_names(build_book: Build) -> None:
    text = '# A\n\n<a id="own"></a> and <b id="Two">b</b>, [c](#own) [d](#Two)\n'
    book = build_book({"page": text, "other": "# B\n\n[e](page.md#own) [f](page.md#gone)\n"})
    (warning,) = book.messages.splitlines()
    assert "other.md:3: WARNING: page.md has no part #gone" in warning
    assert [link.attributes["href"] for link in book.body("page").css("a.internal")] == [
        "#own",
        "#Two",
    ]
    assert book.body("other").css_first("a.internal").attributes["href"] == "page.html#own"
