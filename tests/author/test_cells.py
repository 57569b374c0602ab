from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ninbook.author.cells import Cell, cut
from tests.projects import ROOT

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("chapter_*/*.md")]
LINES = [
    "",
    " ",
    "\t",
    "\u3000",
    "Words.  ",
    "    indented",
    "```{.python .input}",
    "```{.python .input  n=3}  ",
    "```python",
    "````{.python .input}",
    "```",
    "``` ",
    "````",
    "%%tab jax",
    ":begin_tab:`jax`",
    ":end_tab:",
    "x = 1",
]
ENDS = st.sampled_from(["\n", "\r\n", "\r", ""])
pages = st.lists(st.tuples(st.sampled_from(LINES), ENDS)).map(
    lambda lines: "".join(line + end for line, end in lines)
)
unix_pages = st.lists(st.sampled_from(LINES)).map("\n".join)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_books_pages_are_the_same_bytes(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert cut(text).join() == text
    assert cut(text.replace("\n", "\r\n")).join() == text.replace("\n", "\r\n")


def test_cells_of_the_chapter() -> None:
    cells = cut((ROOT / "chapter_cnn-modern/nin.md").read_text("utf-8")).cells
    code = [cell for cell in cells if cell.is_code]
    assert code[0].source.startswith("%load_ext d2lbook.tab\ntab.interact_select(")
    assert all(cell.source.startswith("%%tab ") for cell in code[1:])
    assert all("```{.python .input}" not in cell.source for cell in cells)
    assert any(":begin_tab:`mxnet`" in cell.source for cell in cells if not cell.is_code)
    assert all(not cell.source.endswith("\n") for cell in cells)


@given(st.one_of(pages, st.text()))
@example("\ufeff\n\nWords\n")
@example("```{.python .input}")
@example("```{.python .input}\n```")
@example("```{.python .input}\n\n```")
@example("```{.python .input}\r\nx\r\n```\r\n\nWords\r")
def test_any_text_is_the_same_again(text: str) -> None:
    assert cut(text).join() == text


@given(pages, st.data())
def test_an_edit_changes_the_bytes_of_its_cell_only(text: str, data: st.DataObject) -> None:
    page = cut(text)
    if not page.cells:
        return
    index = data.draw(st.integers(0, len(page.cells) - 1))
    cell = page.cells[index]
    edited = replace(cell, source=cell.source + "# added")
    cells = (*page.cells[:index], edited, *page.cells[index + 1 :])
    result = replace(page, cells=cells).join()
    # What stands before the end of the cell, and what stands after it, are the same bytes.
    raw = cell.raw if cell.raw is not None else cell.source.replace("\n", page.newline or "\n")
    at = text.find(raw) if raw else -1
    assert "# added" in result
    before, _, after = result.partition("# added")
    if raw and cell.closing != "```":
        assert before + after == text
        assert at >= 0 and before.endswith(raw[-1:])


@given(unix_pages, st.data())
def test_a_deleted_cell_leaves_the_others(text: str, data: st.DataObject) -> None:
    page = cut(text)
    if not page.cells:
        return
    index = data.draw(st.integers(0, len(page.cells) - 1))
    left = page.cells[:index] + page.cells[index + 1 :]
    result = replace(page, cells=left).join()
    position = 0
    for cell in left:  # each is there, with its fence, in its order
        found = result.find(cell.opening + cell.source + cell.closing, position)
        assert found >= 0
        position = found + len(cell.source)
    # And nothing else is there but blank lines and, where the last fence had no end, its end.
    rest = result
    for cell in left:
        rest = rest.replace(cell.opening + cell.source + cell.closing, "", 1)
    assert not rest.replace("\ufeff", "").strip(" \t\n\u3000`")


safe_sources = st.lists(
    st.sampled_from(["x = 1", "", "  y", "```", "````", "``` ", "Words"]), min_size=1
).map("\n".join)


@given(unix_pages, st.lists(st.tuples(st.booleans(), safe_sources)), st.randoms())
def test_code_cells_are_read_again_as_they_were_written(text, new, random) -> None:
    # Texts stay as they are written too, but fences in them are their author's own.
    page = cut(text)
    new_cells = [
        Cell(source if is_code else source.replace("`", "'"), is_code) for is_code, source in new
    ]
    cells = [cell for cell in page.cells if cell.is_code or "`" not in cell.source] + new_cells
    random.shuffle(cells)
    again = cut(replace(page, cells=tuple(cells)).join())
    written = [c.source for c in cells if c.is_code and (c.source.strip() or c.opening)]
    assert [cell.source for cell in again.cells if cell.is_code] == written


def test_a_moved_cell_takes_its_fence_along() -> None:
    page = cut("One\n\n```{.python .input  n=7}\nx\n```\n\n\nTwo\n")
    one, code, two = page.cells
    moved = replace(page, cells=(code, one, two)).join()
    assert moved == "```{.python .input  n=7}\nx\n```\n\nOne\n\n\nTwo\n"
    assert replace(page, cells=(one, two)).join() == "One\n\n\nTwo\n"


def test_texts_do_not_run_together() -> None:
    page = cut("One\n\n```{.python .input}\nx\n```\nTwo\n")
    one, _, two = page.cells
    assert replace(page, cells=(one, two)).join() == "One\n\nTwo\n"


def test_new_cells_have_a_fence_and_blank_lines() -> None:
    page = cut("One\r\n")
    cells = (*page.cells, Cell("%%tab jax\nx = 1", True), Cell("Two"), Cell("", True), Cell(" "))
    assert replace(page, cells=cells).join() == (
        "One\r\n\r\n```{.python .input}\r\n%%tab jax\r\nx = 1\r\n```\r\n\r\nTwo\r\n"
    )
    assert replace(cut(""), cells=(Cell("x", True),)).join() == "```{.python .input}\nx\n```\n"


def test_a_source_cannot_end_its_fence() -> None:
    page = cut("```{.python .input}\nx\n```\n")
    edited = replace(page.cells[0], source='"""\n```\n"""')
    text = replace(page, cells=(edited,)).join()
    assert text == '````{.python .input}\n"""\n```\n"""\n````\n'


def test_lines_end_as_they_did() -> None:
    page = cut("one\r\ntwo\nthree\rfour\n")
    edited = replace(page.cells[0], source="one\n2\nthree\nfour\nfive")
    assert replace(page, cells=(edited,)).join() == "one\r\n2\nthree\rfour\nfive\n"
