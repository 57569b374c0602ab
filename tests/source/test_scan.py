from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from d2lbook.markdown import split_markdown
from hypothesis import given, settings
from hypothesis import strategies as st

from ninbook.source.scan import Fence, Mark, TabBlock, scan

PAGE = """\
# Title
:label:`sec_title`

```{.python .input}
%%tab pytorch, jax
x = 1
```

:begin_tab:`mxnet`
See :numref:`sec_other` and :cite:`A.2013,B.2014`.
:end_tab:

![A figure.](../img/a.svg)
:label:`fig_a`
"""


def test_a_page_is_found_with_its_lines() -> None:
    found = scan(PAGE)
    assert found.fences == [
        Fence(4, "{.python .input}", ["%%tab pytorch, jax", "x = 1"], closed=True)
    ]
    assert found.tab_blocks == [TabBlock(9, ["mxnet"], closed=True)]
    assert found.stray_ends == []
    assert found.marks == [
        Mark("label", "sec_title", 2),
        Mark("numref", "sec_other", 10),
        Mark("cite", "A.2013", 10),
        Mark("cite", "B.2014", 10),
        Mark("image", "../img/a.svg", 13),
        Mark("label", "fig_a", 14),
    ]


def test_an_empty_page_has_nothing() -> None:
    found = scan("")
    assert not (found.fences or found.tab_blocks or found.marks or found.stray_ends)


def test_line_ends_of_windows_change_nothing_but_the_content() -> None:
    windows, unix = scan(PAGE.replace("\n", "\r\n")), scan(PAGE)
    assert windows.marks == unix.marks
    assert windows.tab_blocks == unix.tab_blocks
    assert [(f.line, f.info, f.tabs, f.closed) for f in windows.fences] == [
        (f.line, f.info, f.tabs, f.closed) for f in unix.fences
    ]


@pytest.mark.parametrize(
    ("content", "tabs", "line"),
    [
        ("%%tab jax\nx", ["jax"], 2),
        ("\n\n%%tab pytorch, mxnet\nx", ["pytorch", "mxnet"], 4),
        ("#@tab tensorflow\nx", ["tensorflow"], 2),
        ("# @tab all\nx", ["all"], 2),
        ("x = 1", None, 1),
    ],
)
def test_both_ways_to_name_tabs_are_known(content: str, tabs: list[str] | None, line: int) -> None:
    (fence,) = scan(f"```{{.python .input}}\n{content}\n```\n").fences
    assert fence.is_cell
    assert (fence.tabs, fence.tab_line) == (tabs, line)


def test_a_longer_fence_holds_a_shorter_one() -> None:
    found = scan("````markdown\n```\n![no](picture.svg)\n```\n````\n![a](b.svg)\n")
    (fence,) = found.fences
    assert (fence.line, fence.closed, len(fence.lines)) == (1, True, 3)
    assert found.marks == [Mark("image", "b.svg", 6)]


def test_unclosed_fence_takes_the_rest_of_the_page() -> None:
    found = scan("a\n```{.python .input}\nx\n:begin_tab:`jax`\n:label:`sec_a`\n")
    (fence,) = found.fences
    assert (fence.line, fence.closed) == (2, False)
    assert found.tab_blocks == []
    assert found.marks == []


def test_tab_block_within_a_tab_block_leaves_the_first_open() -> None:
    found = scan(":begin_tab:`jax`\n:begin_tab:`mxnet`\n:end_tab:\n:end_tab:\n")
    assert [(b.line, b.closed) for b in found.tab_blocks] == [(1, False), (2, True)]
    assert found.stray_ends == [4]


def test_output_blocks_are_told_from_cells() -> None:
    found = scan("```{.json .output n=1}\n[]\n```\n```{.python .input  n=2}\n1\n```\n```toc\n```\n")
    assert [(f.is_cell, f.is_output) for f in found.fences] == [
        (False, True),
        (True, False),
        (False, False),
    ]


@pytest.mark.parametrize(
    "line",
    ["`![a](b.svg)`", "``![a](b.svg) ` ``", "a `x` and `![a](b.svg)` too"],
)
def test_pictures_in_code_are_none(line: str) -> None:
    assert list(scan(line).of_kind("image")) == []


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("![](b.svg)", "b.svg"),
        ("![a](b.svg 'title')", "b.svg"),
        ("`x` ![$k^2$ ](../img/b.svg)", "../img/b.svg"),
    ],
)
def test_pictures_are_found(line: str, value: str) -> None:
    assert [mark.value for mark in scan(line).of_kind("image")] == [value]


BITS = st.sampled_from(
    ["```", "````", ":begin_tab:", ":end_tab:", "`", ":label:", ":cite:", "![", "](", ")", "%%tab "]
    + ["#@tab", "{.python .input}", "jax", ",", " ", "\n", "\r", "\x0c", "\u2028", "x", "é", "한"]
)
ANYTHING = st.one_of(st.text(), st.lists(BITS, max_size=40).map("".join))


@given(ANYTHING)
def test_no_text_makes_the_scan_fail(text: str) -> None:
    lines = text.count("\n") + 1
    found = scan(text)
    for fence in found.fences:
        assert 1 <= fence.line <= fence.tab_line <= lines
        assert fence.line + len(fence.lines) <= lines
    for number in [*(m.line for m in found.marks), *(b.line for b in found.tab_blocks)]:
        assert 1 <= number <= lines
    assert all(block.tabs for block in found.tab_blocks)
    assert all(1 <= line <= lines for line in found.stray_ends)


@dataclass(frozen=True)
class Block:
    """A part of a generated page, and what it is."""

    kind: str
    lines: tuple[str, ...]
    info: str = ""


WORDS = st.lists(st.sampled_from(["network", "x = 1", "한국어", "2013", "a, b", "- c"]), min_size=1)
LINES = WORDS.map(lambda words: " ".join(words))
CODE = st.lists(
    st.one_of(LINES, st.just(""), st.sampled_from(["# comment", ":end_tab:", ":label:`sec_no`"])),
    min_size=1,
    max_size=4,
)
INFOS = st.sampled_from(
    ["{.python .input}", "{.python .input  n=3}", "toc", "bash", "", "eval_rst"]
)


@st.composite
def fences(draw: st.DrawFn) -> Block:
    ticks = "`" * draw(st.integers(3, 5))
    inner = draw(CODE)
    if draw(st.booleans()):  # a fence of another length is content
        inner = [*inner, ticks + "`", "within"]
    info = draw(INFOS)
    space = draw(st.sampled_from(["", " "]))
    return Block("fence", (ticks + space + info, *inner, ticks), info)


@st.composite
def tab_blocks(draw: st.DrawFn) -> Block:
    tabs = draw(st.sampled_from(["jax", "pytorch, mxnet", "tensorflow"]))
    inner = draw(st.lists(LINES, min_size=1, max_size=3))
    return Block("tab", (f":begin_tab:`{tabs}`", *inner, ":end_tab:"), tabs)


def paragraphs(lines: list[str]) -> Block:
    return Block("text", tuple(lines))


TEXTS = st.lists(LINES, min_size=1, max_size=3).map(paragraphs)
PAGES = st.lists(st.one_of(TEXTS, fences(), tab_blocks()), min_size=1, max_size=8)


@given(PAGES, st.integers(1, 3))
@settings(max_examples=150)
def test_scan_agrees_with_how_a_page_was_made(blocks: list[Block], blank: int) -> None:
    lines: list[str] = []
    fences_made: list[Fence] = []
    tabs_made: list[TabBlock] = []
    for block in blocks:
        first = len(lines) + 1
        if block.kind == "fence":
            fences_made.append(Fence(first, block.info, list(block.lines[1:-1]), closed=True))
        elif block.kind == "tab":
            names = [name.strip() for name in block.info.split(",")]
            tabs_made.append(TabBlock(first, names, closed=True))
        lines += [*block.lines, *[""] * blank]
    text = "\n".join(lines)
    found = scan(text)
    assert found.fences == fences_made
    assert found.tab_blocks == tabs_made
    assert found.stray_ends == []
    cells = split_markdown(text)
    assert sum(cell["type"] == "code" for cell in cells) == len(found.fences)
    assert sum("class" in c for c in cells if c["type"] == "markdown") == len(found.tab_blocks)


@pytest.mark.parametrize("name", ["chapter_cnn-modern/nin.md", "index.md"])
def test_scan_sees_the_code_blocks_that_d2lbook_sees(name: str, chapter_copy: Path) -> None:
    text = (chapter_copy / name).read_text(encoding="utf-8")
    found, cells = scan(text), split_markdown(text)
    assert len(found.fences) == sum(cell["type"] == "code" for cell in cells)
    assert found.stray_ends == []
    assert all(fence.closed for fence in found.fences)
