"""Numbers on the site and in LaTeX are those of the document model."""

import re

from tests.sphinx.conftest import Book, Build

TABLE = "| a |\n|---|\n| 1 |\n"
PAGE = f"""\
# {{title}}

![Figure one.](img/p.png)
:label:`fig_{{name}}`

$$x$$
:eqlabel:`eq_{{name}}`

## Part
:label:`sec_{{name}}`

{TABLE}
: Caption.
:label:`tab_{{name}}`

![Figure two.](img/p.png)

$$y$$

### Deep

See :numref:`fig_{{name}}`, :numref:`tab_{{name}}`, :numref:`sec_{{name}}`, :eqref:`eq_{{name}}`,
:ref:`sec_{{name}}`, :numref:`Teil %s <sec_{{name}}>`, :numref:`sec_alexnet`, :numref:`none`.
"""
PAGES = {
    "a": PAGE.format(name="a", title="One"),
    "b": PAGE.format(name="b", title="Two"),
    "plain": "# Three\n\nSee :numref:`fig_a`.\n",
}


def test_headings_captions_and_formulas_have_numbers(site: Book) -> None:
    body = site.body("b")
    numbers = [node.text().strip() for node in body.css(".section-number, .caption-number, .eqno")]
    assert [number.rstrip("#") for number in numbers] == [
        *("2.", "Fig. 2.1", "(2.1)", "2.1.", "Table 2.1.1", "Fig. 2.1.1", "(2.1.1)", "2.1.1."),
    ]


def test_references_say_them_and_lead_there(site: Book) -> None:
    links = site.body("b").css("section section section p a")
    assert [(link.text(), link.attributes["href"]) for link in links] == [
        ("Fig. 2.1", "#fig-b"),
        ("Table 2.1.1", "#tab-b"),
        ("Section 2.1", "#sec-b"),
        ("(2.1)", "#equation-eq-b"),
        ("Part", "#sec-b"),
        ("Teil 2.1", "#sec-b"),
        (
            "D2L, Section\u00a08.1",
            "https://d2l.ai/chapter_convolutional-modern/alexnet.html",
        ),
    ]
    assert [link.text() for link in site.body("plain").css("p a")] == ["Fig. 1.1"]


def test_a_reference_to_no_label_is_named(site: Book) -> None:
    assert "b.md:26: WARNING: undefined label: 'none'" in site.messages


def test_contents_and_titles_have_them_too(site: Book) -> None:
    entries = [entry.text() for entry in site.body("index").css(".toctree-l1 > a")]
    assert entries == ["1. One", "2. Two", "3. Three"]


def test_latex_is_given_the_same(book: Book) -> None:
    chapter = book.latex
    commands = r"\\(?:ninbooknumber|gdef\\the(?:figure|table|equation)){([\d.]+)}"
    given = re.findall(commands, chapter[chapter.index(r"\begin{document}") :])
    own = ["1", "1.1", "1.1", "1.1", "1.1.1", "1.1.1", "1.1.1", "1.1.1"]
    assert given == [*own, *(f"2{number[1:]}" for number in own), "3"]


def test_latex_names_a_number_and_no_page(book: Book) -> None:
    part = book.chapter("Two").partition("See ")[2]
    assert part.startswith(r"\hyperref[\detokenize{b:fig-b}]{Fig.\@ 2.1}, \hyperref[")
    assert r"\hyperref[equation:b:eq_b]{(2.1)}" in part
    assert r"{\hyperref[\detokenize{b:sec-b}]{\sphinxcrossref{" in part, "a title has its page"


def test_labels_stand_once_in_latex(book: Book) -> None:
    labels = re.findall(r"\\label{([^}]*}?)}", book.latex)
    assert len(labels) == len(set(labels))


def test_a_book_has_words_of_its_own(build_book: Build) -> None:
    page = {"a": "# A\n:label:`sec_a`\n\nSee :numref:`sec_a`.\n"}
    book = build_book(page, "html", settings={"numfig_format": {"section": "제%s절"}})
    assert book.body("a").css_first("p a").text() == "제1절"


def test_sections_of_no_numbered_contents_have_none(build_book: Build) -> None:
    pages = {"a": "# A\n\n```toc\nb\n```\n", "b": "# B\n\n## C\n"}
    book = build_book(pages, "latex", index="# Index\n\n```toc\na\n```\n")
    assert book.latex.count(r"\ninbooknonumber") == 5
    assert r"\ninbooknumber" not in book.latex.partition(r"\begin{document}")[2]
