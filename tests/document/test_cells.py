"""Tests for ninbook.document.cells."""

from pathlib import Path

import pytest

from ninbook.document.cells import source_for
from ninbook.document.document import Document

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
