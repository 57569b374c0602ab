"""What slides show of pages of all kinds, marked for slides from their first word to their last."""

import re
from pathlib import Path

import pytest

from ninbook.outputs import Store
from ninbook.pages.edition import Edition
from ninbook.slides.build import make_slides
from ninbook.source import Book
from tests.commonmark.viewers import canonical

_SCRIPT = re.compile(r"<(script|style)>.*?</\1>", re.DOTALL)
_MATH = re.compile(r'<math alttext="([^"]*)".*?</math>', re.DOTALL)
SLIDES = {
    "blocks right below text": (
        "The steps are:\n1. one\n2. two\n\nThe points are:\n- red\n- green\n\n"
        "Text\n## A heading\n\nText\n> quoted\n\nAbove a table\n| a | b |\n|---|--:|\n| 1 | 2 |\n",
        ["<ol>", "<li>\nred\n</li>", "A heading\n</h2>", "<blockquote>", '<td align="right">\n2'],
        ["1. one", "- red", "## ", "| 1"],
    ),
    "nested marks": (
        "**`nn.Conv2d`** is a layer, and **$1\\times1$** a window. [`d`](https://example.org/d)",
        [
            "<strong><code>nn.Conv2d</code></strong> is",
            r"<strong><tex>1\times1</tex></strong>",
            '<a href="https://example.org/d"><code>d</code></a>',
        ],
        ["`", "**"],
    ),
    "references": (
        "![A box.](../img/square.svg)\n:label:`fig:box`\n\n$$y = x.$$\n:eqlabel:`eq:one`\n\n"
        "See :numref:`fig:box`, :eqref:`eq:one`, :cite:`Lin.Chen.Yan.2013`, [a](../index.md).\n",
        ["See Fig.\u00a01.1, (1.1), (Lin et al., 2013), a\n</li>", "<tex>y = x</tex>", "<svg"],
        [":label:", ":numref:", ":cite:", "#ref", "index", 'id="fig', "Fig.\u00a01.1."],
    ),
    "bold before a particle": (
        '**합성곱(convolution)**은 하나, **"따옴표"**는 둘.\n',
        ["<strong>합성곱(convolution)</strong>은", '<strong>"따옴표"</strong>는'],
        ["*"],
    ),
    "an environment in dollars": (
        "$$\n\\begin{align}\nu &= 1 \\\\\nv &= 2\n\\end{align}\n$$\n",
        ["<tex>\\begin{aligned} u &= 1 \\\\ v &= 2 \\end{aligned}</tex>"],
        ["<code>", "{align}"],
    ),
    "HTML in text": (
        "Water is H<sub>2</sub>O, a<br>b.\n\n| a |\n|---|\n| one<br>two |\n",
        ["H<sub>2</sub>O, a<br>b", "one<br>two"],
        ["&lt;"],
    ),
    "raw LaTeX": (
        "\\begin{equation}\nw = 5\n\\end{equation}\n\nUnpack into C:\\new\\temp first.\n",
        ["<tex>w = 5</tex>", "C:\\new\\temp first"],
        ["equation"],
    ),
    "an equation in an item": (
        "1. First\n\n   $$q = 2$$\n   :eqlabel:`eq_item`\n\n1. Second, after :eqref:`eq_item`.\n",
        ["First", "<tex>q = 2</tex>", "Second, after (1.1)."],
        ["</ol>\n<ol", "eqlabel"],
    ),
    "dollars": (
        "One GPU costs $5 and *only* $10 buys two.\n",
        ["costs $5 and <em>only</em> $10 buys two"],
        ["<tex>"],
    ),
    "footnotes": (
        "One[^a] **two[^a]** three.\n\n[^a]: A note.\n",
        ["One <strong>two</strong> three"],
        ["note", "<sup>", "#foot"],
    ),
    "struck out text": ("The ~~old~~ new way.\n", ["The <del>old</del> new way\n"], ["~"]),
    "bold maths": ("A vector $\\bm{x}$.\n", ["<tex>\\boldsymbol{x}</tex>"], ["\\bm", "<code>"]),
    "a caption": ("| a |\n|---|\n| 1 |\n\n: Caption.\n", ["<th>\na\n</th>", "Caption"], [": C"]),
}


@pytest.mark.parametrize("name", SLIDES)
@pytest.mark.parametrize("mark", ["(**{}**)", "[**{}**]"])
def test_slides_show(name: str, mark: str, book_folder: Path) -> None:
    source, seen, unseen = SLIDES[name]
    marked = mark.format(f"\n\n{source}\n\n")
    (book_folder / "chapter/page.md").write_text(f"# Title\n\nText.\n\n{marked}\n", "utf-8")
    book = Book.open(book_folder)
    make_slides(Edition(book, Store(book_folder)), "jax")
    made = Path(book.config.slides_dir, "chapter/page.html")
    html = _SCRIPT.sub("", made.read_text(encoding="utf-8"))
    slides = canonical(_MATH.sub(r"<tex>\1</tex>", html.partition("<main")[2]))
    for part in seen:
        assert part in slides, slides
    for part in unseen:
        assert part not in slides, slides
