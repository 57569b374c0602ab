from __future__ import annotations

import logging
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docutils import nodes

from ninbook.site.body.mathml import to_mathml
from ninbook.source import Book, read_page


def convert(latex: str, display: str = "inline") -> str:
    return to_mathml(latex, display, nodes.math(latex, latex))


@pytest.mark.parametrize("display", ["inline", "block"])
def test_a_formula_becomes_mathml_that_keeps_its_latex(display: str) -> None:
    root = ElementTree.fromstring(convert(r" \frac{1}{HW} ", display))
    assert root.tag == "math"
    assert root.get("display") == display
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
        r"\begin{alignedat}{2} a &= b \\ c &= d \end{alignedat}",
        r"a &= b \\ c &= d",
    ],
)
def test_aligned_lines_are_rows_with_two_columns(latex: str) -> None:
    rows = list(ElementTree.fromstring(convert(latex, "block")).iter("mtr"))
    assert [["".join(cell.itertext()) for cell in row] for row in rows] == [
        ["a", "=b"],
        ["c", "=d"],
    ]


def test_gathered_lines_are_rows() -> None:
    root = ElementTree.fromstring(convert(r"\begin{gathered} a = b \\ c \end{gathered}", "block"))
    assert ["".join(row.itertext()) for row in root.iter("mtr")] == ["a=b", "c"]


@pytest.mark.parametrize(
    "latex",
    [
        r"f = \begin{cases} 1 & a \\ 0 & b \end{cases}",
        r"\left\{ \begin{bmatrix} \begin{matrix} 1 & 2 \end{matrix} \\ 3 \end{bmatrix} \right.",
        r"\sum_{\substack{i \\ j}} \& x \{ 1 \}",
    ],
)
def test_lines_within_another_environment_are_its_own(latex: str) -> None:
    assert 'columnalign="right' not in convert(latex, "block")


@pytest.mark.parametrize(
    ("latex", "children"),
    [
        (r"\ln 10", ["mi", "mspace", "mn"]),
        (r"2 + \ln \frac{1}{10}", ["mn", "mo", "mi", "mspace", "mfrac"]),
        (r"\sin \cos x", ["mi", "mspace", "mi", "mspace", "mi"]),
        (r"\ln(10)", ["mi", "mo", "mn", "mo"]),
        (r"\log_2 x", ["msub", "mi"]),
        (r"a b", ["mi", "mi"]),
        (r"e^\ln 10", ["msup", "mn"]),
        (r"\ln = 10", ["mi", "mo", "mn"]),
    ],
)
def test_a_function_stands_apart_from_its_argument(latex: str, children: list[str]) -> None:
    (row,) = ElementTree.fromstring(convert(latex))
    assert [child.tag for child in row] == children
    assert all(len(base) == 2 for name in ("msub", "msup") for base in row.iter(name))


def test_what_cannot_be_rendered_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        convert("x^")
    assert len(caplog.records) == 1
    assert caplog.records[0].levelname == "WARNING"
    assert "x^" in caplog.records[0].getMessage()
    assert "formula can't be rendered" in caplog.records[0].getMessage()


def test_every_formula_of_the_chapter_is_rendered(chapter_copy: Path) -> None:
    formulas = set()
    for path in Book.open(chapter_copy).pages:
        text = re.sub(r"```.*?```", "", read_page(chapter_copy, path).text, flags=re.DOTALL)
        formulas |= set(re.findall(r"\$\$(.+?)\$\$", text, re.DOTALL))
        formulas |= set(re.findall(r"(?<![\\$])\$([^$\n]+)\$", text))
    assert len(formulas) > 20
    for latex in formulas:
        mathml = convert(latex)
        assert mathml.startswith("<math "), latex
        leaves = ElementTree.fromstring(mathml).itertext()
        assert not any("\\" in leaf for leaf in leaves), latex
