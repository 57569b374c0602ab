"""Tests for ninbook.document.cells."""

from pathlib import Path

import pytest

from ninbook.document.cells import source_for
from ninbook.document.document import Document
from ninbook.source import Book

PAGE = """\
```{.python .input}
%load_ext d2lbook.tab
tab.interact_select(['pytorch', 'jax'])
```

```{.python .input}
%%tab pytorch
a
```

```{.python .input}
%%tab all
if tab.selected('pytorch'):
    b
if tab.selected('jax'):
    c
    d
e
```
"""


def codes(text: str, tab: str | None) -> list[str] | None:
    cells = Document(Path("a.md"), Path("a.md"), text).code(tab, "pytorch")
    return None if cells is None else [cell.source for cell in cells]


def test_each_tab_has_its_cells_and_branches() -> None:
    assert codes(PAGE, "pytorch") == ["a", "b\ne"]


def test_a_page_that_names_tabs_is_for_these_alone() -> None:
    assert codes(PAGE, "jax") is None
    assert codes(PAGE + "\n:begin_tab:`jax`\nText\n:end_tab:\n", "jax") == ["c\nd\ne"]


def test_cells_for_all_tabs_alone_are_for_every_tab() -> None:
    assert codes("```{.python .input}\n%%tab all\na\n```\n", "mxnet") == ["a"]


def test_a_cell_without_tabs_is_for_the_default_tab() -> None:
    page = "```{.python .input}\na\n```\n\n```{.python .input}\n#@tab jax\nb\n```\n"
    assert codes(page, "pytorch") == ["a"]
    assert codes(page, "jax") == ["b"]


def test_a_page_without_code_is_in_every_tab() -> None:
    assert codes("Text\n", "jax") == []


@pytest.mark.parametrize("tabs", ["%%tab pytorch", "#@tab pytorch, jax", "# @tab all"])
def test_all_lines_that_name_tabs_go(tabs: str) -> None:
    assert source_for(f"{tabs}\na\n#@tab jax\nb", "jax") == "a\nb"


def test_branches_of_the_old_form() -> None:
    assert source_for("if d2l.USE_JAX:\n    a\nif d2l.USE_MXNET:\n    b\nc", "jax") == "a\nc"


@pytest.mark.parametrize(
    "text",
    ["# A\n\n1. One.\n\n    More of one.\n\n1. Two.\n", "# A\n\nWords:\n\n    x = 1\n"],
    ids=["paragraph in a list", "indented code"],
)
def test_indented_text_is_no_cell(text: str) -> None:
    assert codes(text, "jax") == []


def test_a_book_without_tabs_takes_all_code() -> None:
    page = "```{.python .input}\nx\n```\n\nWords.\n\n```{.python .input  n=3}\ny\n```\n"
    assert codes(page, None) == ["x", "y"]


@pytest.mark.parametrize("text", ["", "\n\n", "```{.python .input}\n\n```\n"])
def test_a_page_without_code_has_no_cells(text: str) -> None:
    assert codes(text, "jax") == []


LIBRARY = """
[library-jax]
lib_name = jnp
simple_alias = ones, zeros_tensor -> zeros, to( -> asarray(
fluent_alias = numpy -> asnumpy, reduce_sum -> sum
args_alias = f(a_x, dim=None) -> g(a_x, axis=dim)
reverse_alias = d2l.size\\(a\\) -> a.size
"""
ALIASED = """\
```{.python .input}
%%tab all
x = d2l.ones(3) + d2l.zeros_tensor(3)
d2l.reduce_sum(d2l.numpy(x), 1)
d2l.f(x, dim=2)
```

```{.python .input}
%%tab jax
x = d2l.numpy(
```
"""


def test_aliases_of_a_library_are_replaced_in_its_tab(book_folder: Path) -> None:
    config = book_folder / "config.ini"
    config.write_text(config.read_text() + LIBRARY)
    book = Book.open(book_folder)
    page = Document(Path("a.md"), Path("a.md"), ALIASED)
    (pytorch,) = book.code(page, "pytorch") or []
    assert "d2l.ones(3)" in pytorch.source
    jax, broken = book.code(page, "jax") or []
    assert jax.source == "x = jnp.ones(3) + jnp.zeros(3)\nx.asnumpy().sum(1)\ng(x, axis=2)"
    assert broken.source == "x = d2l.numpy("
