"""Tests for the checks that look at one page: a table of pages and of what is said of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ninbook.check.sources import _CHECKS
from ninbook.document.document import Document

TABS = ["pytorch", "jax"]
CELL = "```{.python .input}\n"


def found_in(text: str) -> list[str]:
    """Return the problems of a page as ``line severity message``."""
    path = Path("a.md")
    page = Document(path, path, text)
    found = sorted(problem for check in _CHECKS for problem in check(page, TABS))
    return [f"{one.line} {one.severity} {one.message}" for one in found]


CELLS = {
    "no opening fence": (
        f"# T\n\n%%tab pytorch\nx = 1\n```\n\n{CELL}%%tab jax\ny = 1\n```\n",
        [
            "3 error code without a fence above it; add a line with ```{.python .input}",
            "5 error code fence is not closed before the next one opens in line 7; "
            "add a line with ```",
        ],
    ),
    "number of a cell": (
        "```{.python .input n=abc}\n%%tab pytorch\nx=1\n```\n",
        ["1 problem n=abc is not a number, and stock d2lbook stops there; delete it"],
    ),
    "left output": (
        "```{.json .output n=1}\n[]\n```\n",
        ["1 error output left in the source; delete this block"],
    ),
    "syntax": (
        f"{CELL}%%tab all\nx = 1\ny = (\n\n```\n",
        ["4 problem syntax error: '(' was never closed"],
    ),
    "syntax in one tab": (
        f"{CELL}%%tab all\nif tab.selected('jax'):\n    x = 1\n"
        "if tab.selected('pytorch'):\n    y = = 1\nz = 2\n```\n",
        ["6 problem syntax error in the code of pytorch: invalid syntax"],
    ),
    "unknown tab of a branch": (
        f"{CELL}%%tab all\nif tab.selected('jax', \"caffe\"):\n    x\n```\n",
        ["3 problem tab.selected names the unknown tab 'caffe'; choose from pytorch, jax"],
    ),
    "two names of an unknown tab": (
        f"{CELL}%%tab caffe, jax\nx\n```\n\n:begin_tab:`caffe`\nA\n:end_tab:\n",
        [
            "2 error unknown tab 'caffe'; choose from pytorch, jax, all",
            "6 error unknown tab 'caffe'; choose from pytorch, jax, all",
        ],
    ),
}
ROLES = {
    "width": (
        "![A](../img/nin.svg)\n:width:`wide`\n",
        ["2 problem :width:`wide` is not a valid width; write it like 400px or 50%"],
    ),
    "width of a paragraph": (
        "Text\n:width:`50%`\n",
        ["2 problem :width: is not below an image; put it right below one"],
    ),
    "marks of nothing": (
        ":label:`a`\n\n:label:`b`\n\n# T\n",
        [
            "1 problem :label:`a` is not below a block; put it below one",
            "3 problem :label:`b` is not below a block; put it below one",
        ],
    ),
    "mark in a text": (
        "# T\n\nText :eqlabel:`a` more.\n",
        [
            "3 problem :eqlabel:`a` is inside a paragraph; put it on a line of its own below the "
            "block that it belongs to"
        ],
    ),
    "unknown role": (
        "See\n:numeref:`a`.\n",
        ["2 problem unknown role :numeref:; did you mean 'numref'?"],
    ),
    "block that begins in a text": (
        "Text :begin_tab: here and :begin_tab:`jax`.\n",
        [
            "1 problem :begin_tab: is inside a paragraph or a list; put it at the start of a line",
            "1 problem :begin_tab: is inside a paragraph; put it on a line of its own",
        ],
    ),
}
LEFTOVERS = {
    "role without its argument": (
        "See :numref: `fig_a`.\n",
        ["1 problem :numref: without an `argument` right after it"],
    ),
    "double backticks": (
        "A ``b` c.\n",
        ["1 problem `` without the same number of ` after the code"],
    ),
    "address with a space": (
        "A [b](c d.md).\n",
        [
            "1 problem ]( is not a link; write spaces in an address as %20, or put it "
            "between < and >"
        ],
    ),
    "unclosed formula": (
        "A\n$$x\n\ny$$ b\n",
        [
            "2 problem $$ without a partner; a formula has no blank line",
            "4 problem $$ without a partner; a formula has no blank line",
        ],
    ),
    "note that is nowhere": (
        "A[^b].\n",
        ["1 problem [^b] refers to an undefined footnote; begin a line with it and a colon"],
    ),
    "environment": (
        "A \\begin{tabular} b\n",
        ["1 problem \\begin{tabular} is not in a formula; write $$ around it, without blank lines"],
    ),
    "attributes": ("# A {#b}\n", ["1 problem {#b} is shown literally; use :label: or :width:"]),
    "drawn table": (
        "+---+\n| a |\n+---+\n",
        ["1 problem tables drawn with characters are shown literally; use pipes: | a | b |"],
    ),
    "bold": (
        "A **bold ** word.\n",
        ["1 warning ** is shown literally; put such a mark on both sides of the text"],
    ),
}
FORMULAS = {
    "brace": (
        "$x^{2$\n",
        ['1 problem formula: Expected closing token "}", but reached end of input'],
    ),
    "environments": (
        "$$\n\\begin{aligned}\na\n\\end{cases}\n$$\n",
        ['4 problem formula: Expected "\\end{aligned}", but found "\\end{cases}"'],
    ),
    "right": (
        "$\\left( {x \\right)}$\n",
        ['1 problem formula: Unmatched closing token: "\\right"'],
    ),
    "tab character": (
        "$a & b$\n",
        ['1 problem formula: Found "&", which may only appear in a table-like environment'],
    ),
    "comment": ("$5%$\n", ["1 problem formula: % begins a comment in LaTeX; write \\%"]),
    "unknown command": ("$\\foo x$\n", ['1 problem formula: Unknown command "\\foo"']),
}
HTML = {
    "elements that a PDF leaves out": (
        '<div>\n<video src="https://a.org/b"></video>\n</div>\n\nA <svg></svg> b.\n',
        [
            "2 warning a PDF can't show <video> and leaves it out",
            "5 warning a PDF can't show <svg> and leaves it out",
        ],
    ),
    "unclosed comment": (
        "A\n\n<!-- b\n\nC\n",
        ["3 problem <!-- begins a comment that is never closed; add -->"],
    ),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(*case, id=name)
        for table in (CELLS, ROLES, LEFTOVERS, FORMULAS, HTML)
        for name, case in table.items()
    ],
)
def test_a_page_has_these_problems(text: str, expected: list[str]) -> None:
    assert found_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"{CELL}a = 1\n```\n\n{CELL}#@tab jax\na = 2\n```\n",
        f"{CELL}%%tab all\n%matplotlib inline\n!ls\nx = await y\nz?\n'\\m'\n```\n",
        f"{CELL}%%tab jax\n%%time\nx = 1\n```\n",
        f"{CELL}%load_ext d2lbook.tab\ntab.interact_select(['caffe'])\n```\n",
        f"````\n{CELL}%%tab caffe\nx\n```\n````\n",
        "```python\n%%tab caffe\nx = = 1\n```\n",
        ":begin_tab:`jax`\n:end_tab:\n\n:begin_tab:`pytorch`\n\n:end_tab:\n",
        "Code spans ``:numref:`a` ``, `:foo:`, `](`, `$$`, `**`, `{#a}` and \\*\\*.\n",
        "![A](a.svg)\n:width:`400 px`\n:label:`a`\n",
        "post_sig_est**2 is 5 ** 2, at 12:30:45 (**bold**), ~5~ and a~~b~~c.\n",
        "**합성곱(convolution)**은 [**a**](https://example.org) [x][0] C:\\temp\\a.\n",
        "A :class:`d2l.Module`, :doc:`page`, :math:`x`, :cite:`a`, :ref:`b <a>`.\n",
        "$\\{a\\}$, $\\left.\\frac{1}{2}\\right|_{\\text{if $x$}}$, $\\%$, $\\bm{x}$, $\\#$\n",
        "$$\n\\begin{align}\nu &= 1 \\\\\nv &= 2 % a comment\n\\end{align}\n$$\n",
        "$$a &= b \\\\ c &= d$$\n",
        "$\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}$\n",
        "Water is H<sub>2</sub>O, <kbd>Ctrl</kbd>, a<br>b, <unk> <!-- a -->.\n",
        '<p align="center">\n\n![A](a.svg)\n\n<table><tr><td>a<td>b</table>\n\n<br/> <hr>\n',
        '<div>\n\n- <div>\n\n  a <b>c</b>\n\n  </div>\n\nd\n</div> <a id="e"></a>\n',
        "<details><summary>More</summary>\n\nHidden.\n\n</details>\n",
        "Text[^a].\n\n[^a]: A note.\n",
        "<!-- ninbook: translate -->\n",
    ],
)
def test_valid_pages_have_none(text: str) -> None:
    assert found_in(text) == []
