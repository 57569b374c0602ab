import logging
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docutils import nodes

from ninbook.document.latex import within_formula
from ninbook.site.body.visitors import to_mathml
from ninbook.source import Book, read_page


def convert(latex: str, display: str = "inline") -> str:
    return to_mathml(latex, display, nodes.math(latex, latex))


@pytest.mark.parametrize("display", ["inline", "block"])
def test_a_formula_becomes_mathml_that_keeps_its_latex(display: str) -> None:
    root = ElementTree.fromstring(convert(r" \frac{1}{HW} ", display))
    assert root.tag == "math"
    assert root.get("display", "inline") == display
    assert root.get("alttext") == r"\frac{1}{HW}"
    assert root.find(".//mfrac") is not None


def test_quotes_and_signs_are_escaped() -> None:
    root = ElementTree.fromstring(convert(r"x < y > z"))
    assert root.get("alttext") == "x < y > z"
    assert 'alttext="&quot;x&quot;"' in convert('"x"')


@pytest.mark.parametrize("latex", [r"\left( x", "{", "x^", r"\begin{aligned}a&=b", ""])
def test_what_cannot_be_rendered_stands_as_latex(latex: str) -> None:
    escaped = latex.replace("&", "&amp;")
    assert convert(latex) == f"<code>{escaped}</code>"


@pytest.mark.parametrize(
    "latex",
    [
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
        r"\begin{aligned}[t] a &= b \\ c &= d \end{aligned}",
        r"\begin{split} a &= b \\ c &= d \end{split}",
        r"\begin{alignedat}{2} a &= b \\ c &= d \end{alignedat}",
    ],
)
def test_aligned_lines_are_rows_with_two_columns(latex: str) -> None:
    rows = list(ElementTree.fromstring(convert(latex, "block")).iter("mtr"))
    assert [["".join(cell.itertext()) for cell in row] for row in rows] == [
        ["a", "=b"],
        ["c", "=d"],
    ]
    styles = [cell.attrib["style"].partition(";")[0] for cell in rows[0]]
    assert styles == ["text-align: right", "text-align: left"]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\boldsymbol{\theta} \boldsymbol{\Sigma} \bm x \boldsymbol{1}", "𝜽𝚺𝒙𝟏"),
        (r"\mathbb R \mathcal P \mathbf x \mathfrak g", "ℝ𝒫\ufe00𝐱𝔤"),
        (r"\mathbf{1} \mathbb{1}", "𝟏𝟙"),
        (r"\textrm{\{a, b\}} \Big\{ x \Big\}", "{a, b}{x}"),
        (r"\overbrace{a}^{\textrm{$n$ times}}", "a⏞n times"),
        (r"a = b \tag{3} \label{c}", "a=b(3)"),
        (r"a \tag*{b}", "ab"),
        (r"\sum_{\substack{i \\ j}} \& x", "∑ij&x"),
        (r"\ln 10", "ln\u206110"),
        (r"\boldsymbol{1}", "𝟏"),
    ],
)
def test_letters_are_those_that_every_browser_shows(latex: str, text: str) -> None:
    root = ElementTree.fromstring(convert(within_formula(latex, displayed=False)))
    assert "".join(root.itertext()).replace("\xa0", " ") == text
    variants = {node.get("mathvariant") for node in root.iter()}
    assert variants <= {None, "normal"}  # browsers know no other


def test_what_cannot_be_rendered_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        convert("x^")
    assert len(caplog.records) == 1
    assert caplog.records[0].levelname == "WARNING"
    assert "x^" in caplog.records[0].getMessage()
    assert "formula can't be rendered" in caplog.records[0].getMessage()


def test_every_formula_of_the_chapter_is_rendered(chapter_copy: Path) -> None:
    pages = [read_page(chapter_copy, path) for path in Book.open(chapter_copy).pages]
    formulas = {node.content for page in pages for node in page.find("math", "math_block")}
    assert len(formulas) > 20
    for latex in formulas:
        mathml = convert(within_formula(latex))
        assert mathml.startswith("<math "), latex
        leaves = ElementTree.fromstring(mathml).itertext()
        assert not any("\\" in leaf for leaf in leaves), latex
