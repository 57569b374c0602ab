"""What readers of such books have reported as wrong; each is right on the site and in LaTeX."""

import re

import pytest

from tests.sphinx.conftest import Book

PAGES = {
    "c/glued": """\
# Glued blocks

The steps are:
1. one
2. two

The points are:
- red
- green

Text above a heading
## A heading

Text above a quote
> quoted

Text above a table
| a | b |
|---|---|
| 1 | 2 |
""",
    "c/nested": """\
# Nested marks

**`nn.Conv2d`** is a layer, and **$1\\times1$** is a window. See [`torch.nn`](https://example.org/nn).

| **`head`** | link |
|---|---|
| 1 | [`d`](https://example.org/d) |
""",
    "c/links": """\
# Links to pages

See [the other page](nested.md), [its part](nested.md#nested-marks), [a file](../img/p.png),
[a label](colons.md#sec:colon), [this page](#links-to-pages), [no page](none.md).

- <a href="nested.md#nested-marks">*in* HTML</a>, [with a title](nested.md "Title")

| **<a href="https://example.org" title="T">out</a>**은 |
|---|
""",
    "c/colons": """\
# Colons and percents
:label:`sec:colon`

![A box.](../img/p.png)
:width:`50%`
:label:`fig:box`

$$y = x$$
:eqlabel:`eq:one`

See :numref:`fig:box`, :numref:`sec:colon`, :eqref:`eq:one`, :cite:`DBLP:journals/corr/LinCY13`.

Unknown are :cite:`No.1`, :citet:`No.2,No.3` and :cite:`No.4, DBLP:journals/corr/LinCY13`.
""",
    "c/align": "# Align\n\n$$\n\\begin{align}\nu &= 1 \\\\\nv &= 2\n\\end{align}\n$$\n",
    "c/bom": "\ufeff# Marked title\n:label:`sec_bom`\n\nBody.\n",
    "c/after": "# After\n:label:`sec_after`\n\nSee :numref:`sec_bom` and :numref:`sec_after`.\n",
    "c/html": """\
# HTML in text

Water is H<sub>2</sub>O, press <kbd>Ctrl</kbd>, a<br>b.

<img src="../img/p.png" width="50" alt="A box">

| a |
|---|
| one<br>two |

The <strike class="x">old</strike>, <q>said</q>, <var>n</var>, <tt>f</tt>.
""",
    "c/latex": """\
# Raw LaTeX

\\begin{equation}
w = 5
\\end{equation}

Unpack into C:\\new\\temp first.
""",
    "c/item": """\
# Equation in an item

1. First

   $$q = 2$$
   :eqlabel:`eq_item`

1. Second, after :eqref:`eq_item`.
1. Third.

| a |
|---|
| $$r = 3$$ |
""",
    "c/struck": "# Struck out\n\nThe ~~old~~ new way.\n",
    "c/caption": """\
# A caption with a space

| a |
|---|
| 1 |

: Caption.
:label:`tab_space`

See :numref:`tab_space`.
""",
    "c/bold": (
        "# Bold before a particle\n\n- **합성곱(convolution)**은 하나\n\n"
        '> **"따옴표"**는 둘\n\n| **100%**의 *셋(3)*은 |\n|---|\n'
    ),
    "c/dollars": "# Dollars\n\n- One GPU costs $5 and *only* $10 buys two, 가격은 $5이고 $6.\n",
    "c/korean": "# Korean names\n\n- :cite:`kim2020`과 :citet:`kim2020`은\n",
    "c/bm": "# Bold maths\n\n- A vector $\\bm{x}$와 **$\\bm{y}$**\n",
    "c/icons": (
        "# Icons\n\nAn ![icon](../img/p.png), [![link](../img/p.png)](https://example.org)\n"
        "\n![term](../img/p.png)\n: A definition.\n"
    ),
    "c/cells": "# Cells\n\n| a |\n|---|\n| A<ul><li>one</li><li>*two*</li></ul> |\n| $$r$$ b |\n",
    "references": "# References\n\n```eval_rst\n.. bibliography::\n```\n",
}


def test_blocks_need_no_blank_line_above(site: Book) -> None:
    body = site.body("c/glued")
    for selector in ("h2", "ol", "ul", "blockquote", "table"):
        assert len(body.css(selector)) == 1, selector


def test_marks_nest(site: Book) -> None:
    body = site.body("c/nested")
    assert not re.search(r"``|:math:|`__", body.text())
    assert body.css_first('a[href="https://example.org/nn"] > code').text() == "torch.nn"
    assert body.css_first("strong > code").text() == "nn.Conv2d"
    assert body.css_first("strong > math") is not None
    assert body.css_first("th strong > code").text() == "head"


def test_links_lead_to_pages_parts_labels_and_files(site: Book) -> None:
    links = {link.text(): link.attributes["href"] for link in site.body("c/links").css("p a")}
    assert links.pop("a file").endswith("p.png")
    assert links == {
        "the other page": "nested.html",
        "its part": "nested.html#nested-marks",
        "a label": "colons.html#sec-colon",
        "this page": "#links-to-pages",
        "in HTML": "nested.html#nested-marks",
        "with a title": "nested.html",
        "out": "https://example.org",
    }
    titles = [link.attributes["title"] for link in site.body("c/links").css("p a[title]")]
    assert titles == ["Title", "T"]
    assert len(list((site.folder / "html/_downloads").rglob("p.png"))) == 1


def test_a_link_to_no_page_is_text_and_is_named(site: Book) -> None:
    assert "no page." in site.body("c/links").text()
    assert "c/links.md:4: WARNING: the book has no page c/none.md" in site.messages


def test_labels_may_hold_colons_and_widths_percents(site: Book) -> None:
    body = site.body("c/colons")
    text = " ".join(body.text().split())
    assert not re.search(":(label|width|numref|eqlabel|cite):", text)
    assert "See Fig. 4.1, Section 4, (4.1), [Lin et al., 2013]." in text
    assert "Unknown are (No.1), (No.2, No.3) and [Lin et al., 2013] (No.4)." in text
    assert "width: 50%" in body.css_first("img").attributes["style"]


@pytest.mark.parametrize(
    ("title", "formula"),
    [
        ("Align", "\\begin{aligned}\nu &= 1 \\\\\nv &= 2\n\\end{aligned}\\end{split}"),
        ("Raw LaTeX", "\\begin{split}w = 5\\end{split}"),
    ],
)
def test_a_numbered_environment_is_one_equation(book: Book, title: str, formula: str) -> None:
    assert formula in book.chapter(title)


def test_a_byte_order_mark_hides_no_title(site: Book) -> None:
    text = " ".join(site.body("c/after").text().split())
    assert "See Section 6 and Section 7." in text


def test_html_in_text_is_shown_by_the_site(site: Book) -> None:
    body = site.body("c/html")
    assert "H<sub>2</sub>O, press <kbd>Ctrl</kbd>, a<br>b." in body.html
    image = body.css_first("img")
    assert (image.attributes["src"], image.attributes["width"]) == ("../_images/p.png", "50")
    assert body.css_first("td").html == "<td><p>one<br>two</p></td>"
    assert '<s class="x">old</s>, <q>said</q>, <var>n</var>, <code>f</code>.' in body.html


def test_html_in_text_is_shown_by_the_pdf(book: Book) -> None:
    latex = book.chapter("HTML in text")
    assert r"H\textsubscript{2}O, press \sphinxkeyboard{\sphinxupquote{Ctrl}}, a" in latex
    assert "{p}.png" in latex
    assert r"one\leavevmode\newline{}two" in latex
    assert r"The \ninbookstruck{old}, “said”, \sphinxstyleemphasis{n}, \sphinxcode{" in latex


def test_backslashes_stay(site: Book) -> None:
    body = site.body("c/latex")
    assert "Unpack into C:\\new\\temp first." in body.text()
    assert body.css_first("math").attributes["alttext"] == "w = 5"


def test_an_equation_stays_in_its_item(site: Book) -> None:
    body = site.body("c/item")
    items = body.css("ol > li")
    assert len(items) == 3
    assert items[0].css_first("math") is not None
    assert "Second, after (10.1)." in items[1].text()
    assert "(10.2)" in body.css_first("td").text()


def test_bold_text_may_end_before_a_particle(site: Book) -> None:
    body = site.body("c/bold")
    assert [node.text() for node in body.css("strong")] == [
        "합성곱(convolution)",
        "“따옴표”",
        "100%",
    ]
    assert body.css_first("em").text() == "셋(3)"
    assert "*" not in body.text()


def test_prices_are_no_formulas(site: Book) -> None:
    body = site.body("c/dollars")
    assert body.css_first("li").text().strip() == (
        "One GPU costs $5 and only $10 buys two, 가격은 $5이고 $6."
    )
    assert body.css_first("em").text() == "only" and not body.css("math")


def test_bold_letters_are_the_same_on_site_and_in_pdf(site: Book, book: Book) -> None:
    formulas = [node.attributes["alttext"] for node in site.body("c/bm").css("math")]
    assert formulas == [r"\boldsymbol{x}", r"\boldsymbol{y}"]
    assert all(rf"\({formula}\)" in book.chapter("Bold maths") for formula in formulas)


def test_blocks_in_cells_stand_in_no_paragraph(site: Book, book: Book) -> None:
    first, second = site.body("c/cells").css("td")
    assert first.html == "<td><div>A<ul><li>one</li><li><em>two</em></li></ul></div></td>"
    assert not second.css("p") and second.css("math")
    lines = r"A\leavevmode\newline{}one\leavevmode\newline{}\sphinxstyleemphasis{two}"
    assert lines in book.chapter("Cells")


def test_pictures_in_text_stand_in_their_lines_in_the_pdf(book: Book) -> None:
    icons = book.chapter("Icons")
    assert icons.count(r"\sphinxincludegraphics[scale=1.0]") == 3, "d2lbook centres others"


def test_korean_names_are_whole(site: Book) -> None:
    assert site.body("c/korean").css_first("li").text().strip() == (
        "[김철수 and 이영희, 2020]과 김철수 and 이영희 [2020]은"
    )
    assert "김철수 and 이영희, 2020" in site.body("references").text()


def test_struck_out_text_is_struck_out(site: Book, book: Book) -> None:
    assert "The <del>old</del> new way." in site.body("c/struck").html
    assert r"The \ninbookstruck{old} new way." in book.chapter("Struck out")


def test_a_caption_may_begin_with_a_space(site: Book) -> None:
    body = site.body("c/caption")
    assert body.css_first("caption").text().startswith("Table 12.1 Caption.")
    assert body.css_first("p > a").text() == "Table 12.1"
    ids = [node.attributes["id"] for node in body.css("[id]")]
    assert len(ids) == len(set(ids))
