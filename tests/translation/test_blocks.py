from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninbook.translation.blocks import Block, cut, digest_of, quote
from ninbook.translation.spans import Kind

PAGE = """\
# Title
:label:`sec_title`

A paragraph with
two lines and :label: in it.

$$
x
$$
:eqlabel:`eq_x`

![A figure.](a.svg)
:width:`10px`

```{.python .input}
%%tab jax

x = 1
```

:begin_tab:`jax,mxnet`
For both.

Also for both.
:end_tab:

| a | b |
|:--|--:|
| c | d |

1. One
   and on.
1. Two.
   - Deeper.

   Still in two.

(~~---~~)

```toc
nin
```

<!-- ninbook: results -->
<!-- A remark
of two lines. -->
"""


def cut_kinds(text: str) -> list[tuple[str, int]]:
    return [(str(block.kind), block.line) for block in cut(text).blocks]


def test_a_page_is_cut_into_its_blocks() -> None:
    assert cut_kinds(PAGE) == [
        ("heading", 1),
        ("directive", 2),
        ("paragraph", 4),
        ("equation", 7),
        ("directive", 10),
        ("figure", 12),
        ("directive", 13),
        ("cell", 15),
        ("paragraph", 22),
        ("paragraph", 24),
        ("table", 27),
        ("item", 31),
        ("item", 33),
        ("item", 34),
        ("paragraph", 36),
        ("rule", 38),
        ("fence", 40),
        ("comment", 44),
        ("comment", 45),
    ]


def test_blocks_know_their_tabs_and_lines() -> None:
    blocks = cut(PAGE).blocks
    assert [block.line for block in blocks if block.tab == "jax, mxnet"] == [22, 24]
    assert {block.tab for block in blocks} == {None, "jax, mxnet"}
    assert [(b.line, b.last_line) for b in blocks if b.kind is Kind.CELL] == [(15, 19)]
    assert all(PAGE[block.start : block.end] == block.text for block in blocks)
    assert [PAGE[: block.start].count("\n") + 1 for block in blocks] == [b.line for b in blocks]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", []),
        ("\n\n", []),
        ("#5 is no heading\n", [("paragraph", 1)]),
        ("Text\n# A heading\n- an item\n", [("paragraph", 1), ("heading", 2), ("item", 3)]),
        ("A heading\n---\nText\n", [("heading", 1), ("paragraph", 3)]),
        ("|x| is small\n", [("paragraph", 1)]),
        (
            "a | b\n--|--\nc | d\n\n: Caption.\n:label:`t`\n",
            [("table", 1), ("paragraph", 5), ("directive", 6)],
        ),
        (": Caption.\n\n|a|\n|-|\n", [("paragraph", 1), ("table", 3)]),
        ("Its size\n|x| is small\n", [("paragraph", 1)]),
        ("$$x$$ is small.\n", [("paragraph", 1)]),
        ("$$x$$.\nText\n", [("equation", 1), ("paragraph", 2)]),
        ("$$x\n", [("paragraph", 1)]),
        ("Text\n$$x$$\n", [("paragraph", 1)]),
        ("**Bold** text\n", [("paragraph", 1)]),
        ("     - code by indent\n", [("fence", 1)]),
        ("- Text\n  ```\n  x\n  ```\n  on\n", [("item", 1), ("fence", 2), ("paragraph", 5)]),
        ("- ```\n  x\n  ```\n", [("fence", 1)]),
        ("-\n  Text\n- - a\n-\n", [("item", 1), ("item", 3), ("rule", 4)]),
        ("1. a\n   $$x$$\n   b\n\n   c\n", [("item", 1), ("paragraph", 5)]),
        ("> Text\n>\n> - a\n\n> b\n", [("paragraph", 1), ("paragraph", 5)]),
        (
            "Term\n: Words\n\n[^a]: Note.\n\n    More.\n",
            [("paragraph", 1), ("paragraph", 4), ("paragraph", 6)],
        ),
        ("[a]: https://example.org\nText\n", [("paragraph", 1), ("paragraph", 2)]),
        ("(**\n$$x\n+ y$$**) is\n", [("paragraph", 1)]),
        ("\\begin{align}\nx\n\\end{align}\n", [("equation", 1)]),
        ("Text\n$$x\n- y$$\nText\n", [("paragraph", 1)]),
        ("a `b\nc`\n$$x$$\n", [("paragraph", 1)]),
        (":numref:`a`\n", [("paragraph", 1)]),
        ("Text\n:label:`a`\nText\n", [("paragraph", 1), ("directive", 2), ("paragraph", 3)]),
        ("Text\n```\nx\n```\nText\n", [("paragraph", 1), ("fence", 2), ("paragraph", 5)]),
        ("```\nnever closed\n\n", [("fence", 1)]),
        ("<!-- never closed\n\nText\n", [("paragraph", 1), ("paragraph", 3)]),
        ("<!-- a\n```\nx\n```\n-->\n", [("comment", 1)]),
        ("<!-- one -->\nText\n", [("comment", 1), ("paragraph", 2)]),
        (":end_tab:\nText\n", [("paragraph", 2)]),
        ("1. a\n\n2) b\n* c\n", [("item", 1), ("item", 3), ("item", 4)]),
        ("- a\n\n      - b\n", [("item", 1), ("fence", 3)]),
        ("- a\n  - b\n    - c\n", [("item", 1), ("item", 2), ("item", 3)]),
    ],
)
def test_what_begins_and_ends_a_block(text: str, kinds: list[tuple[str, int]]) -> None:
    assert cut_kinds(text) == kinds


def test_line_breaks_and_spaces_do_not_count() -> None:
    one, other = (cut(text).blocks[0] for text in ("Some  few\nwords.", "Some few words.\n\n"))
    assert (one.digest, one.normalised) == (other.digest, "Some few words.")
    assert digest_of("Some\r\nfew words.") == one.digest
    assert digest_of("Some few word.") != one.digest
    assert len(one.digest) == 12


def test_a_block_is_the_same_with_line_ends_of_windows() -> None:
    windows = cut(PAGE.replace("\n", "\r\n"))
    assert windows.join() == PAGE.replace("\n", "\r\n")
    unix = cut(PAGE).blocks
    assert [(b.kind, b.line, b.tab, b.content, b.digest) for b in windows.blocks] == [
        (b.kind, b.line, b.tab, b.content, b.digest) for b in unix
    ]


@pytest.mark.parametrize(
    ("text", "verbatim"),
    [
        ("$$x = 1$$", True),
        ("$$x \\text{ if } y$$", False),
        ("(~~---~~)", True),
        (":label:`a`", True),
        ("```\nwords\n```", True),
        ("Words", False),
        ("말", False),
        ("# A", False),
        ("| a |", False),
        ("![](a.svg)", False),
    ],
)
def test_what_has_no_words_is_not_translated(text: str, verbatim: bool) -> None:
    (block,) = cut(text).blocks
    assert block.verbatim is verbatim


def test_first_words_are_quoted() -> None:
    assert quote("Short.") == '"Short."'
    assert quote("A text of more than forty characters, thus cut") == (
        '"A text of more than forty characters, th..."'
    )


def test_the_chapter_is_nothing_but_its_blocks() -> None:
    root = Path(__file__).parents[2]
    for file in [*root.glob("*.md"), *root.glob("chapter_*/*.md")]:
        text = file.read_bytes().decode()
        assert cut(text).join() == text


LINES = st.sampled_from(
    [
        *PAGE.split("\n"),
        ":begin_tab:`jax`",
        ":end_tab:",
        "```",
        "````",
        "$$",
        "-->",
        "<!--",
        "   ",
        "\t- x",
        "text\r",
        "\r",
        "\x85\u2028x",
        "![",
        "가나다",
        "> q",
        "Term",
        ": definition",
        "[^a]: note",
        "[a]: b",
        "===",
        "a $$x",
        "+ b$$",
        "(**",
        "<div>",
        "\\begin{align}",
        "\ufeff",
    ]
)


@given(st.lists(LINES, max_size=40), st.sampled_from(["\n", "\r\n"]))
def test_blocks_and_what_is_between_are_the_page(lines: list[str], line_end: str) -> None:
    text = line_end.join(lines)
    page = cut(text)
    assert page.join() == text
    _check(page.blocks, text)


@given(st.text(alphabet=st.sampled_from("a#-*1.$|`:!<>\n\r \t[](){}"), max_size=200))
def test_so_are_those_of_any_text(text: str) -> None:
    page = cut(text)
    assert page.join() == text
    _check(page.blocks, text)


def _check(blocks: tuple[Block, ...], text: str) -> None:
    for block in blocks:
        assert block.text.strip()
        assert text[block.start : block.end] == block.text
        assert text.count("\n", 0, block.start) == block.line - 1
    between = [block.before.removeprefix("\ufeff") for block in blocks]
    assert all(not part.strip() or "_tab:" in part for part in between)
