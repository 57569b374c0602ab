"""What readers see of pages that CommonMark alone could not show, in each viewer of notebooks."""

import pytest

from tests.commonmark.viewers import Viewer, canonical
from tests.notebooks.conftest import Exported, text_of

PAGES = {
    "blocks right below text": (
        "The steps are:\n1. one\n2. two\n\nThe points are:\n- red\n- green\n\n"
        "Text\n## A heading\n\nText\n> quoted\n\nAbove a table\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        ["<ol>", "<ul>", "<h2>", "<blockquote>", "<table>"],
        ["1. one", "- red", "## ", "| 1"],
    ),
    "nested marks": (
        "**`nn.Conv2d`** is a layer, and **$1\\times1$** is a window. See "
        "[`torch.nn`](https://example.org/nn).\n\n**참고: `nn.Conv2d`의 인자.**\n\n"
        "| **`head`** | link |\n|---|---|\n| 1 | [`d`](https://example.org/d) |\n",
        [
            "<strong><code>nn.Conv2d</code></strong>",
            r"<strong><math-inline>1\times1</math-inline></strong>",
            '<a href="https://example.org/nn"><code>torch.nn</code></a>',
            "<strong>참고: <code>nn.Conv2d</code>의 인자.</strong>",
            "<strong><code>head</code></strong>",
        ],
        ["`", "**"],
    ),
    "colons and percents": (
        ":label:`sec:colon`\n\n![A box.](../img/square.svg)\n:width:`50%`\n:label:`fig:box`\n\n"
        "$$y = x$$\n:eqlabel:`eq:one`\n\n"
        "See :numref:`fig:box`, :numref:`sec:colon`, :eqref:`eq:one`.\n",
        ["Fig.\u00a01.1", '<a href="#fig:box">', r"y = x \tag{1.1}", 'id="eq:one"'],
        [":label:", ":width:", ":numref:", ":eqlabel:", ":eqref:"],
    ),
    "bold before a particle": (
        '**합성곱(convolution)**은 하나, **"따옴표"**는 둘, **100%**의 셋, *기울기(slant)*도.\n',
        [
            "<strong>합성곱(convolution)</strong>은",
            '<strong>"따옴표"</strong>는',
            "<strong>100%</strong>의",
            "<em>기울기(slant)</em>도",
        ],
        ["*"],
    ),
    "an environment in dollars": (
        "$$\n\\begin{align}\nu &= 1 \\\\\nv &= 2\n\\end{align}\n$$\n",
        ["<math-block>\\begin{aligned} u &= 1 \\\\ v &= 2 \\end{aligned}</math-block>"],
        ["{align}"],
    ),
    "HTML in text": (
        "Water is H<sub>2</sub>O, press <kbd>Ctrl</kbd>, a<br>b.\n\n"
        '<img src="../img/square.svg" width="50" alt="A box">\n\n| a |\n|---|\n| one<br>two |\n',
        ["H<sub>2</sub>O", "<kbd>Ctrl</kbd>", "a<br>b", '<img alt="A box"', "one<br>two"],
        ["&lt;"],
    ),
    "raw LaTeX": (
        "\\begin{equation}\nw = 5\n\\end{equation}\n\nUnpack into C:\\new\\temp first.\n",
        ["<math-block>w = 5</math-block>", "C:\\new\\temp"],
        ["equation"],
    ),
    "an equation in an item": (
        "1. First\n\n   $$q = 2$$\n   :eqlabel:`eq_item`\n\n1. Second, after :eqref:`eq_item`.\n"
        "1. Third.\n",
        ["q = 2 \\tag{1.1}", '<a href="#eq_item">(1.1)</a>'],
        ["</ol>\n<ol", "</ol>\n<p>", "<pre>"],
    ),
    "dollars": (
        "One GPU costs $5 and *only* $10 buys two, or $x$ of \\$7.\n",
        ["costs $5 and <em>only</em> $10", "<math-inline>x</math-inline> of $7"],
        ["math-inline>5"],
    ),
    "struck out text": ("The ~~old~~ new ~~길(way)~~은.\n", ["<del>old</del>", "</del>은"], ["~"]),
    "bold maths": (
        "A vector $\\bm{x}$.\n",
        ["<math-inline>\\boldsymbol{x}</math-inline>"],
        ["\\bm"],
    ),
    "a caption with a space": (
        "| a |\n|---|\n| 1 |\n\n: Caption.\n:label:`tab_space`\n\nSee :numref:`tab_space`.\n",
        ["<strong>Table\u00a01.1.</strong> Caption.", '<a href="#tab_space">Table\u00a01.1</a>'],
        [": Caption", "tab_space."],
    ),
    "a pipe in a formula in a table": (
        "| norm | code |\n|:--|--:|\n| $|x|$ | `a|b` |\n| $\\|y\\|$ | 1 |\n",
        ["<math-inline>|x|</math-inline>", "<code>a|b</code>", r"<math-inline>\|y\|</math-inline>"],
        ["|</td>\n<td>\n|"],
    ),
    "definitions": (
        "kernel\n: A *window*.\n\nstride\n: How far it moves.\n",
        ["<dl>", "<dt>\nkernel\n</dt>", "<dd>\nA <em>window</em>.\n</dd>", "<dt>\nstride"],
        [": A"],
    ),
    "a footnote": (
        "Text[^n], more[^n].\n\n[^n]: The `note`.\n",
        ['<sup><a href="#footnote-1">1</a></sup>', '<a id="footnote-1"></a>The <code>note</code>'],
        ["[^", "n]:"],
    ),
    "tables in a list and a quotation": (
        "- rows:\n  | *a* | b |\n  |:--|---|\n  | `c|d` | $|e|$ |\n\n> | f |\n> |--:|\n> | |\n",
        [
            '<th align="left">\n<p>\n<em>a</em>',
            "<code>c|d</code>",
            "|e|",
            '<th align="right">\n<p>\nf',
        ],
        ["---", "| f", "*a"],
    ),
    "figures without labels": (
        "![One *dot*.](../img/square.svg)\n\n- ![Two.](../img/square.svg)\n",
        [
            '<img alt="One dot."',
            "<strong>Fig.\u00a01.1.</strong> One <em>dot</em>.",
            '<img alt="Two."',
        ],
        ["!["],
    ),
    "a reference in a link": (
        "![A.](../img/square.svg)\n:label:`fig:5%`\n\n[See :numref:`fig:5%`](https://a.org), "
        ":numref:`fig:5%`\n",
        ['<a href="https://a.org">See Fig.\u00a01.1</a>', '<a href="#fig:5%25">Fig.\u00a01.1</a>'],
        ["]("],
    ),
    "an image amid text": (
        "- An item with ![a dot](../img/square.svg)\n  in it\n",
        ['with <img alt="a dot"'],
        ["!["],
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_alike_in_all_viewers(
    name: str, exported: Exported, viewers: dict[str, Viewer]
) -> None:
    source, seen, unseen = PAGES[name]
    gap = "\n" if source[0] == ":" else "\n\n"
    markdown = text_of(exported(f"# Title{gap}{source}"))
    for viewer, show in viewers.items():
        html = canonical(show(markdown))
        for part in seen:
            assert part in html, f"{viewer}:\n{markdown}\n\n{html}"
        for part in unseen:
            assert part not in html, f"{viewer}:\n{markdown}\n\n{html}"


def test_one_list_of_three_items(exported: Exported, viewers: dict[str, Viewer]) -> None:
    source, _, _ = PAGES["an equation in an item"]
    markdown = text_of(exported(f"# Title\n\n{source}"))
    for show in viewers.values():
        html = canonical(show(markdown))
        assert html.count("<ol>") == 1 and html.count("<li>") == 3
        first = html.partition("<li>")[2].partition("</li>")[0]
        assert "First" in first and "q = 2" in first
