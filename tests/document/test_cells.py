from pathlib import Path

import pytest

from ninbook.document.cells import source_for
from ninbook.document.document import Document
from ninbook.source import Book
from tests.editing import edit

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


CELL, NUMBERED = "```{.python .input}\n", "```{.python .input  n=3}\n"
CODES: dict[str, tuple[str, str | None, list[str] | None]] = {
    "a tab's cells and branches": (PAGE, "pytorch", ["a", "b\ne"]),
    "named tabs alone have a page": (PAGE, "jax", None),
    "text names a tab": (PAGE + "\n:begin_tab:`jax`\nText\n:end_tab:\n", "jax", ["c\nd\ne"]),
    "text alone in a tab": (f"{CELL}a\n```\n\n:begin_tab:`jax`\nText\n:end_tab:\n", "jax", []),
    "cells for all tabs alone": (f"{CELL}%%tab all\na\n```\n", "mxnet", ["a"]),
    "default tab": (f"{CELL}a\n```\n\n{CELL}#@tab jax\nb\n```\n", "pytorch", ["a"]),
    "beside the default tab": (f"{CELL}a\n```\n\n{CELL}#@tab jax\nb\n```\n", "jax", ["b"]),
    "book without tabs": (f"{CELL}x\n```\n\n{NUMBERED}y\n```\n", None, ["x", "y"]),
    "text": ("Text\n", "jax", []),
    "paragraph in a list": ("# A\n\n1. One.\n\n    More of one.\n\n1. Two.\n", "jax", []),
    "indented code": ("# A\n\nWords:\n\n    x = 1\n", "jax", []),
    "nothing": ("", "jax", []),
    "blank lines": ("\n\n", "jax", []),
    "empty cell": (f"{CELL}\n```\n", "jax", []),
}


@pytest.mark.parametrize(("text", "tab", "expected"), CODES.values(), ids=CODES.keys())
def test_code_of_a_tab(text: str, tab: str | None, expected: list[str] | None) -> None:
    assert codes(text, tab) == expected


@pytest.mark.parametrize("tabs", ["%%tab pytorch", "#@tab pytorch, jax", "# @tab all"])
def test_all_lines_that_name_tabs_go(tabs: str) -> None:
    assert source_for(f"{tabs}\na\n#@tab jax\nb", "jax") == "a\nb"


def test_branches_of_the_old_form() -> None:
    assert source_for("if d2l.USE_JAX:\n    a\nif d2l.USE_MXNET:\n    b\nc", "jax") == "a\nc"


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
    edit(book_folder / "config.ini", "[ninbook]", f"{LIBRARY}\n[ninbook]")
    book = Book.open(book_folder)
    page = Document(Path("a.md"), Path("a.md"), ALIASED)
    (pytorch,) = book.code(page, "pytorch") or []
    assert "d2l.ones(3)" in pytorch.source
    jax, broken = book.code(page, "jax") or []
    assert jax.source == "x = jnp.ones(3) + jnp.zeros(3)\nx.asnumpy().sum(1)\ng(x, axis=2)"
    assert broken.source == "x = d2l.numpy("
