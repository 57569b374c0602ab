"""Tests for the checks that look at one page: a table of pages and of what is said of them."""

from pathlib import Path

import pytest

from ninbook.check.sources import _found_in
from ninbook.document.document import Document

TABS = ["pytorch", "jax"]
CELL = "```{.python .input}\n"


def found_in(text: str) -> list[str]:
    """Return the problems of a page as ``line severity message``."""
    path = Path("a.md")
    page = Document(path, path, text)
    found = sorted(_found_in(page, TABS))
    return [f"{one.line} {one.severity} {one.message}" for one in found]


FOUND: list[tuple[str, list[str]]] = [
    (
        f"# T\n\n%%tab jax\nx = 1\n```\n\n{CELL}%%tab jax\ny = 1\n```\n",
        [
            "3 error code without a fence above it; add a line with ```{.python .input}",
            "5 error code fence is not closed before the next one opens in line 7; "
            "add a line with ```",
        ],
    ),
    (f"{CELL}%%tab jax\nx\n", ["1 error code fence is never closed; add a line with ```"]),
    (f"`{CELL}%%tab jax\nx\n```\n", ["1 error code fence is never closed; add a line with ````"]),
    (
        f"{CELL}x\n\n{CELL}y\n```\n",
        [
            "1 error code fence is not closed before the next one opens in line 4; "
            "add a line with ```"
        ],
    ),
    (
        f":begin_tab:`jax`\nA\n\n{CELL}x\n```\n:end_tab:\n",
        ["4 error code cell inside :begin_tab:; put it after :end_tab:"],
    ),
    (
        f"{CELL}%%tab jax\nif tab.selected('jax'):\n\tx\n```\n",
        ["4 error tab character in a cell with tab.selected; use spaces"],
    ),
    (f"{CELL}```\n", ["1 problem empty cell; write code into it or delete it"]),
    ("```{.json .output n=1}\n[]\n```\n", ["1 error output left in the source; delete this block"]),
    (
        f"{CELL}%%tab all\nif tab.selected('jax'):\n    x = 1\n"
        "if tab.selected('pytorch'):\n    y = = 1\nz = 2\n```\n",
        ["6 problem syntax error in the code of pytorch: invalid syntax"],
    ),
    (
        f"{CELL}%%tab all\nif tab.selected('jax', \"caffe\"):\n    x\n```\n",
        ["3 problem tab.selected names the unknown tab 'caffe'; choose from pytorch, jax"],
    ),
    (
        f"{CELL}%%tab all\nx = 5 if tab.selected('jax') else 6\nif tab.selected('jax'): y\n"
        "if not tab.selected('jax'):\n    y\nif (tab.selected('jax') or tab.selected('pytorch')):\n"
        "    y\nif tab.selected('jax') and y:  # z\n    y\n```\n",
        [
            f"{line} problem a line that chooses tabs holds nothing else; "
            "write if tab.selected('pytorch'):"
            for line in (3, 4, 5, 9)
        ],
    ),
    (
        f"{CELL}%%tab caffe, jax\nx\n```\n\n:begin_tab:`jaxx`\nA\n:end_tab:\n",
        [
            "2 error unknown tab 'caffe'; choose from pytorch, jax, all",
            "6 error unknown tab 'jaxx'; did you mean 'jax'?",
        ],
    ),
    (
        f"{CELL}\n%%tab jax, pytorh\nx\n```\n",
        ["3 error unknown tab 'pytorh'; did you mean 'pytorch'?"],
    ),
    (
        f"{CELL}#@tab caffe\nx\n```\n",
        ["2 error unknown tab 'caffe'; choose from pytorch, jax, all"],
    ),
    (":begin_tab:`jax`\nWords.\n", ["1 error :begin_tab: is never closed; add :end_tab:"]),
    (
        "# A\n:begin_tab:`jax`\nWords.\n:begin_tab:`pytorch`\nWords.\n:end_tab:\n",
        ["2 warning :begin_tab: is not closed before the next one; add :end_tab: above that one"],
    ),
    (
        ":begin_tab:`jax` some\nWords.\n:end_tab: more\n\n> :begin_tab:`jax`\n> Words.\n",
        [
            "1 problem 'some' is left out; put it on a line of its own",
            "3 problem 'more' is left out; put it on a line of its own",
            "5 problem :begin_tab: is inside another block; put it at the start of a line",
        ],
    ),
    (
        "| a |\n|---|\n| 1 |\n| b |\n|---|\n| 2 |\n",
        ["5 problem a table that begins above this line needs an empty line above its header"],
    ),
    ("Words.\n:end_tab:\n", ["2 error :end_tab: without :begin_tab:"]),
    (
        ":label:`a`\n\n:label:`b`\n\n# T\n",
        [
            "1 problem :label:`a` is not below a block; put it below one",
            "3 problem :label:`b` is not below a block; put it below one",
        ],
    ),
    (
        "Text :begin_tab: here and :begin_tab:`jax`.\n",
        [
            "1 problem :begin_tab: is inside a paragraph; put it on a line of its own",
            "1 problem :begin_tab: is inside another block; put it at the start of a line",
        ],
    ),
    (
        "A\n$$x\n\ny$$ b\n",
        [f"{n} problem $$ without a partner; a formula has no blank line" for n in (2, 4)],
    ),
    (
        "A \\begin{tabular} b\n",
        ["1 problem \\begin{tabular} is not in a formula; write $$ around it, without blank lines"],
    ),
    ("# A {#b}\n", ["1 problem {#b} is shown literally; use :label: or :width:"]),
    (
        "+---+\n| a |\n+---+\n",
        ["1 problem tables drawn with characters are shown literally; use pipes: | a | b |"],
    ),
    (
        "A **bold ** word.\n",
        ["1 warning ** is shown literally; put such a mark on both sides of the text"],
    ),
    (
        "A (**bold** word).\n",
        [
            "1 warning stock d2lbook fails here: slide mark (** without its partner (**...**) "
            "in the text around it; add that, or a space within the mark"
        ],
    ),
    ("$x^{2$\n", ['1 problem formula: Expected closing token "}", but reached end of input']),
    (
        "$$\n\\begin{aligned}\na\n\\end{cases}\n$$\n",
        ['4 problem formula: Expected "\\end{aligned}", but found "\\end{cases}"'],
    ),
    ("$\\left( {x \\right)}$\n", ['1 problem formula: Unmatched closing token: "\\right"']),
    (
        "$a & b$\n",
        ['1 problem formula: Found "&", which may only appear in a table-like environment'],
    ),
    (
        "$$x \\tag{7}$$\n:eqlabel:`a`\n",
        [
            "1 problem formula: \\tag is not the number of references to its label; "
            "delete one of them"
        ],
    ),
    (
        "$$\nx\n:eqlabel:`eq_x`\n$$\n",
        ["3 problem formula: :eqlabel:`eq_x` is part of the formula; put it behind the closing $$"],
    ),
    ("$5%$\n", ["1 problem formula: % begins a comment in LaTeX; write \\%"]),
    ("$\\foo x$\n", ['1 problem formula: Unknown command "\\foo"']),
    (
        '<div>\n<video src="https://a.org/b"></video>\n</div>\n\nA <svg></svg> b.\n',
        [
            "2 warning a PDF can't show <video> and leaves it out",
            "5 warning a PDF can't show <svg> and leaves it out",
        ],
    ),
    (
        '<audio src="img/a.mp3"></audio>\n',
        [
            "1 warning a PDF can't show <audio> and leaves it out",
            "1 problem img/a.mp3 isn't copied to the site; write where the web has it",
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_a_page_has_these_problems(text: str, expected: list[str]) -> None:
    assert found_in(text) == expected


LOST = [
    ("See numref:`fig_a`.", "numref:`fig_a` is shown literally"),
    ("See :numref`fig_a`.", ":numref`fig_a` is shown literally"),
    ("![A](a.svg)\n:width=`9px`", ":width=`9px` is shown literally"),
    ("Text\n:witdh:200px", ":witdh: is unknown; did you mean 'width'?"),
    ("As \\cite{Lin} says.", "\\cite{ is LaTeX outside of a formula"),
    ("Text\n\\newpage", "LaTeX outside of a formula"),
    ("As [@Lin.2013] says.", "[@Lin.2013 is not a citation"),
    ("![A square.] (../img/a.svg)", "![ does not begin an image"),
    ("![A square.(a.svg)", "![ does not begin an image"),
    ("See [two] (two.md).", "] (two.md) is not a link"),
    ("See (two)[two.md#a].", ")[two.md#a] is not a link"),
    ("See <ch/two.md>.", "<ch/two.md> is not a link"),
    ("See [](two.md).", "link without a text"),
    ("![A](a.svg){width=50%}", "{width=50%} is shown literally"),
    ("a &nbps; b", "&nbps; is not a character's name"),
    ("<!- ninbook: results ->", "<!- does not begin a comment"),
    ("<!-- ninbok: results -->", "comment 'ninbok: results' does nothing"),
    ("<!-- ninbook results -->", "comment 'ninbook results' does nothing"),
    ("Text <!-- ninbook: results -->", "<!-- ninbook: results --> is inside a paragraph"),
    ("####### Seven", "a heading has at most six #"),
    ("| a | b |\n|:-- --:|\n| 1 | 2 |", "this row is in no table"),
    ("| a |b|\n|---|---|\n\n| 1 | 2 |\n: A.", "this row is in no table"),
    ("## H\n\n: Caption.", "this caption is at no table"),
    ("::: note\ntext\n:::", "notes of other Markdown"),
    ("> [!NOTE]\n> text", "notes of GitHub"),
    *(
        (f"{mark}{space}words", "needs an ordinary space behind its mark")
        for mark in ("##", "- item\n-", "1.")
        for space in "\u00a0\u3000"
    ),
    (".. note:: x", "reStructuredText is shown literally"),
    ("<img scr='a.svg'>", "image without an address"),
    ('<p><a href="b.md">b</a></p>', "HTML can't link to b.md; write [text](address)"),
    ("<div>\na **b** c\n</div>", "**b in HTML is shown literally"),
    ("<div>\na\nb $x$ c\n</div>", "$x$ in HTML is shown literally"),
    ("---\ntitle: x\n---\n", "'---\\n' begins metadata"),
    ("#@save\nf()", "code without a fence above it"),
    ("``{.python .input}\nf()\n``", "a cell in fewer than three ` is shown"),
    ("```TOC\na\n```", "TOC is unknown, so this is shown as code"),
    ("```{toc}\na\n```", "{toc} is unknown, so this is shown as code"),
    ("```eval-rst\na\n```", "eval-rst is unknown, so this is shown as code"),
    ("```{.python.input}\na\n```", ".python.input is unknown, so this code is not executed"),
    ("```{python}\na\n```", "{python} is unknown; write ```python"),
    *(
        (f"{CELL}{line}\nx = 1\n```", f"{line} doesn't choose tabs; write it as %%tab pytorch, jax")
        for line in ("#@ tab jax", "#tab jax", "%tab jax", "%%tab: jax", "%%tab jax; pytorch")
    ),
]
DOUBTFUL = [
    ("-Bullet\n-Other", "these lines are not a list"),
    ("*Bullet\n*Other", "these lines are not a list"),
    ("1.First\n2.Second", "these lines are not a list"),
    ("• First\n• Second", "these lines are not a list"),
    ("(a) First\n(b) Second", "these lines are not a list"),
    ("Text:\n\n    - a\n    - b", "this list is indented so far that it is code"),
    ("A\n\n    ```{.python .input}\n    f()\n    ```", "this cell is indented so far"),
    ("- ```{.python .input}\n  x = 1\n  ```", "a cell in a list or a quotation is not executed"),
    ("![A](a.svg)\n![B](b.svg)", "images in one paragraph have no captions"),
    ("The `code is", "` is shown literally"),
    ("an *em word", "* is shown literally"),
    ("Let $x be", "$ is shown literally"),
    ("Let $ x$ be", "$ x$ is shown literally"),
    ("Let \\(x\\) be", "\\(...\\) is not a formula"),
    ("H~2~O, x^2^", "~2~ is shown literally"),
]


@pytest.mark.parametrize(("text", "message"), LOST)
def test_what_would_be_lost_is_named(text: str, message: str) -> None:
    assert any(f" {message}" in one for one in found_in(f"{text}\n") if " warning " not in one)


@pytest.mark.parametrize(("text", "message"), DOUBTFUL)
def test_what_may_be_meant_otherwise_is_named(text: str, message: str) -> None:
    assert [one for one in found_in(f"{text}\n") if f" warning {message}" in one]


@pytest.mark.parametrize(
    "text",
    [
        "One GPU costs $5 and only $10 buys two; 2 * 3 is 6, A* too (a. b), [1] (see b.c).\n",
        "-1 is less\nthan 2; **a**\n*b* and x_1^2; :smile: at 10:30, a|b| and |c|.\n",
        f"{CELL}%%tab all\n# tab separated\nx = 1  # tabs: 4\n```\n",
        '<div>\n<a href="#a">b</a> <a href="https://c.org">d</a> <pre>x</pre> 5 * 6\n</div>\n',
        "[:numref:`a`](https://example.org) [![](a.svg)](b.md)\n",
        "    - a\n    b\n\n```\n- a\n```\n\n<!-- a ninbook: it is -->\n",
        "![A](a.svg) ![](b.svg)\n\n[![A](a.svg)](c.md)\n\n| a |\n|---|\n| b |\n: C.\n",
        f"{CELL}a = 1\n```\n\n{CELL}#@tab jax\na = 2\n```\n",
        f"{CELL}%%tab all\n%matplotlib inline\n!ls\nx = await y\nz?\n'\\m'\n```\n",
        f"{CELL}%%tab jax\n%%time\nx = 1\n```\n",
        f"{CELL}%load_ext d2lbook.tab\ntab.interact_select(['caffe'])\n```\n",
        f"{CELL}%load_ext d2lbook.tab\ntab.interact_select(['jax'])\n```\n\n"
        f"{CELL}%%tab jax\nx\n```\n",
        f"{CELL}x\n```\n\n{CELL}y\n```\n",
        f"````\n{CELL}%%tab caffe\nx\n```\n````\n",
        "```python\n%%tab caffe\nx = = 1\n```\n\n```\n%%tab caffe\nx\n```\n",
        ":begin_tab:`jax`\n:end_tab:\n\n:begin_tab:`pytorch`\n\n:end_tab:\n",
        "Escaped \\:label:`x` is text.\n",
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
