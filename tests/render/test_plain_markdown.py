from __future__ import annotations

from pathlib import Path

import pytest

from ninbook.render.citations import Citations
from ninbook.render.numbers import Numbers
from ninbook.render.plain_markdown import PlainMarkdown
from ninbook.render.rst import find_pandoc
from ninbook.source import Book

PAGE = Path("chapter/page.md")


@pytest.fixture
def plain(book_folder: Path) -> PlainMarkdown:
    """Converts text of the small book's page; images become a line that says what they are."""
    return make(Book.open(book_folder))


def make(book: Book, page: Path = PAGE, linked: bool = True) -> PlainMarkdown:
    find_pandoc()
    return PlainMarkdown(
        Numbers(book),
        Citations(book.bibliography),
        book.language,
        page,
        lambda other: f"<{other.stem}>" if linked else None,
        lambda path, width, description: f"IMAGE {path} {width or '-'} {description}",
        lambda: ("Lin.Chen.Yan.2013",),
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("See :numref:`fig_square`.", "See [Fig. 1.1](#fig_square)."),
        ("See :numref:`sec_page`.", "See [Section 1](#sec_page)."),
        ("See :ref:`sec_page`.", "See [Doubling](#sec_page)."),
        ("See :eqref:`eq_double`.", "See [(1.1)](#eq_double)."),
        ("See :numref:`chap_small`.", "See [Small Book](<index>#chap_small)."),
        (
            "See :numref:`sec_lenet`.",
            "See [D2L, Section 7.6]"
            "(https://d2l.ai/chapter_convolutional-neural-networks/lenet.html).",
        ),
        ("As :cite:`Lin.Chen.Yan.2013`.", "As ([Lin et al., 2013](#ref-Lin-Chen-Yan-2013))."),
        ("As :citet:`Lin.Chen.Yan.2013`.", "As Lin et al. ([2013](#ref-Lin-Chen-Yan-2013))."),
        ("[**All of it**] (**is**) text.(~~slide~~)", "All of it is text."),
        ("`f(**a)` (**and `g(**b)` too**)", "`f(**a)` and `g(**b)` too"),
        (
            "A (:ref:`sec_page`). (**B.**) C (:ref:`sec_page`)",
            "A ([Doubling](#sec_page)). B. C ([Doubling](#sec_page))",
        ),
        ("f(**a) is alone\n\nhere **)", "f(**a) is alone\n\nhere **)"),
        ("(**:numref:`fig_square` shows it**)", "[Fig. 1.1](#fig_square) shows it"),
        ("[**Linked**](https://d2l.ai)", "[**Linked**](https://d2l.ai)"),
        ("Code ``:numref:`x` `` and `a` stay.", "Code ``:numref:`x` `` and `a` stay."),
        ("## [**Part**]", "## Part"),
        ("<!-- a comment -->", "<!-- a comment -->"),
        ("A <!-- b --> c\n<!-- ninbook: widget\nx -->\nd", "A <!-- b --> c\nd"),
        ("1. One\n1. Two :ref:`sec_page`", "1. One\n1. Two [Doubling](#sec_page)"),
        ("    :label:`x`", '    <a id="x"></a>'),
    ],
)
def test_text(source: str, expected: str, plain: PlainMarkdown) -> None:
    assert plain.convert(source) == expected


def test_headings_have_numbers_and_anchors(plain: PlainMarkdown) -> None:
    assert plain.convert("# Doubling\n:label:`sec_page`\n\nText.") == (
        '<a id="sec_page"></a>\n\n# 1. Doubling\n\nText.'
    )


def test_equations_have_tags_and_anchors(plain: PlainMarkdown) -> None:
    assert plain.convert("So\n\n$$y = 2 x$$\n:eqlabel:`eq_double`\n\nholds, $$z$$.") == (
        'So\n\n<a id="eq_double"></a>\n\n$$y = 2 x \\tag{1.1}$$\n\nholds, $$z$$.'
    )


def test_an_equation_of_several_lines(plain: PlainMarkdown) -> None:
    source = "$$\\begin{aligned}\na &= b\n\\end{aligned}$$\n:eqlabel:`eq_double`"
    assert plain.convert(source).endswith("\\end{aligned} \\tag{1.1}$$")


def test_figures_have_captions_with_numbers(plain: PlainMarkdown) -> None:
    source = "![A square.](../img/square.svg)\n:width:`200px`\n:label:`fig_square`"
    assert plain.convert(source) == (
        '<a id="fig_square"></a>IMAGE ../img/square.svg 200px A square.\n\n**Fig. 1.1.** A square.'
    )


def test_a_figure_for_slides_is_one_for_readers(book_folder: Path) -> None:
    text = "(**![A square.](../img/square.svg)**)\n:label:`fig_square`"
    (book_folder / PAGE).write_text(f"# Doubling\n\n{text}\n")
    assert make(Book.open(book_folder)).convert(text) == (
        '<a id="fig_square"></a>IMAGE ../img/square.svg - A square.\n\n**Fig. 1.1.** A square.'
    )


def test_a_citation_in_a_caption_is_no_part_of_the_description(plain: PlainMarkdown) -> None:
    text = plain.convert("![By :cite:`Lin.Chen.Yan.2013`.](a.svg)")
    assert "IMAGE a.svg - By.\n" in text
    assert text.endswith("By ([Lin et al., 2013](#ref-Lin-Chen-Yan-2013)).")


def test_tables_have_captions(book_folder: Path) -> None:
    table = "| x |\n|---|\n| 1 |"
    (book_folder / PAGE).write_text(f"# A\n\n{table}\n:A caption\n:label:`tab`\n")
    text = make(Book.open(book_folder)).convert(f"{table}\n:A caption\n:label:`tab`")
    assert text == f'{table}\n\n<a id="tab"></a>**Table 1.1.** A caption'


def test_contents_are_links(book_folder: Path) -> None:
    index = make(Book.open(book_folder), Path("index.md"))
    contents = "```toc\n:maxdepth: 2\n:numbered:\n\nchapter/page\nreferences\n```"
    assert index.convert(contents) == "- [1. Doubling](<page>)\n- [2. References](<references>)"


def test_a_page_that_is_nowhere_is_named_without_a_link(book_folder: Path) -> None:
    plain = make(Book.open(book_folder), linked=False)
    assert plain.convert("See :numref:`chap_small`, :numref:`sec_page`.") == (
        "See Small Book, [Section 1](#sec_page)."
    )


def test_restructured_text(plain: PlainMarkdown) -> None:
    note = "```eval_rst\n\n.. rst-class:: provenance quick\n\nJAX 0.10 · 3 s\n\n```"
    assert plain.convert(note) == "*JAX 0.10 · 3 s*"
    assert plain.convert("```eval_rst\n.. raw:: html\n\n    <b>x</b>\n```") == "<b>x</b>"
    assert plain.convert("```eval_rst\n**Bold** `Link <https://d2l.ai>`_\n```") == (
        "**Bold** [Link](https://d2l.ai)"
    )
    assert plain.convert("```eval_rst\n.. note::\n\n   Mind :math:`x^2`.\n```") == (
        "Note\n\nMind $x^2$."
    )
    only = "```eval_rst\n.. only:: {}\n\n   Heading\n   =======\n\n```"
    assert plain.convert(only.format("html")) == "# Heading"
    assert plain.convert(only.format("latex")) == ""


def test_the_bibliography_is_a_list(plain: PlainMarkdown) -> None:
    text = plain.convert("```eval_rst\n.. bibliography::\n```")
    assert text.startswith('- <a id="ref-Lin-Chen-Yan-2013"></a>Min Lin, Qiang Chen, and Shui')
    assert plain.lists_references


def test_other_fences_stay_as_they_are(plain: PlainMarkdown) -> None:
    code = "````text\n```toc\n:numref:`x` [**y**] ![z](z.svg)\n```\n````"
    assert plain.convert(code) == code
    assert plain.convert("```bash\nls :label:`x`\n\n\n\n$$y$$\n```") == (
        "```bash\nls :label:`x`\n\n\n\n$$y$$\n```"
    )


def test_marks_in_code_that_is_only_shown(plain: PlainMarkdown) -> None:
    assert plain.convert("```python\ndef f():  #@save\n    pass\n```") == (
        "```python\ndef f():\n    pass\n```"
    )


def test_korean(translated_folder: Path) -> None:
    plain = make(Book.open(translated_folder).in_language("ko"), Path("chapter/nin.md"))
    assert plain.convert(":numref:`fig_small`은, :numref:`sec_lenet`에서") == (
        "[그림 1](#fig_small)은, [D2L, 7.6절]"
        "(https://d2l.ai/chapter_convolutional-neural-networks/lenet.html)에서"
    )


def test_citations_are_remembered(plain: PlainMarkdown) -> None:
    plain.convert("A :cite:`Lin.Chen.Yan.2013,unknown`.")
    assert plain.cited == ["Lin.Chen.Yan.2013", "unknown"]


def test_a_bibliography_named_by_a_role_is_a_list(plain: PlainMarkdown) -> None:
    assert "Network in network" in plain.convert(":bibliography:`../references.bib`")
    assert plain.lists_references
