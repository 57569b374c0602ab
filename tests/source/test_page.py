from __future__ import annotations

from pathlib import Path

import pytest

from ninbook.source import Book, Page, PageError, read_page
from ninbook.source.page import code_cells

PATH = Path("chapter/page.md")
TEXT = """\
# Page

```{.python .input}
%load_ext d2lbook.tab
tab.interact_select(['pytorch', 'jax'])
```

```{.python .input}
%%tab all
import math
```

:begin_tab:`jax`
Only JAX reads this.
:end_tab:

```{.python .input}
%%tab pytorch, jax
if tab.selected('pytorch'):
    x = 1
if tab.selected('jax'):
    x = 2
print(x)
```

```bash
echo not a cell
```
"""


def sources(page: Page, tab: str | None, book: Book) -> list[str]:
    notebook = page.notebook_for(tab, book.config.default_tab, book.config)
    assert notebook is not None
    return [cell.source for cell in code_cells(notebook)]


def test_each_tab_gets_its_code(book_folder: Path) -> None:
    book, page = Book.open(book_folder), Page(PATH, TEXT)
    assert page.name == "chapter/page"
    assert sources(page, "pytorch", book) == ["import math", "x = 1\nprint(x)"]
    assert sources(page, "jax", book) == ["import math", "x = 2\nprint(x)"]


def test_each_tab_gets_its_text(book_folder: Path) -> None:
    book, page = Book.open(book_folder), Page(PATH, TEXT)
    for tab, reads in (("jax", True), ("pytorch", False)):
        notebook = page.notebook_for(tab, book.config.default_tab, book.config)
        assert notebook is not None
        assert any("Only JAX" in cell.source for cell in notebook.cells) is reads


def test_a_page_with_code_of_other_tabs_only_has_no_notebook(book_folder: Path) -> None:
    book = Book.open(book_folder)
    page = Page(PATH, "# Page\n\n```{.python .input}\n%%tab jax\nx\n```\n")
    assert page.notebook_for("mxnet", book.config.default_tab, book.config) is None
    assert page.notebook_for("jax", book.config.default_tab, book.config) is not None


def test_a_page_without_code_has_a_notebook_for_every_tab(book_folder: Path) -> None:
    book, page = Book.open(book_folder), Page(PATH, "# Page\n\nWords.\n")
    for tab in book.tabs:
        notebook = page.notebook_for(tab, book.config.default_tab, book.config)
        assert code_cells(notebook) == []


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_page_has_a_notebook(text: str, book_folder: Path) -> None:
    book, page = Book.open(book_folder), Page(PATH, text)
    assert page.notebook_for("jax", book.config.default_tab, book.config) is not None


@pytest.mark.parametrize(
    "text",
    ["# A\n\n1. One.\n\n    More of one.\n\n1. Two.\n", "# A\n\nWords:\n\n    x = 1\n"],
    ids=["paragraph in a list", "indented code"],
)
def test_indented_text_is_no_cell(text: str, book_folder: Path) -> None:
    book = Book.open(book_folder)
    notebook = Page(PATH, text).notebook_for("jax", book.config.default_tab, book.config)
    assert notebook is not None
    assert [cell.source.strip() for cell in notebook.cells] == [text.strip()]


def test_line_ends_of_windows_change_no_cell(book_folder: Path) -> None:
    book = Book.open(book_folder)
    (book_folder / PATH).write_bytes(TEXT.replace("\n", "\r\n").encode())
    page = read_page(book_folder, PATH)
    assert sources(page, "jax", book) == sources(Page(PATH, TEXT), "jax", book)


def test_cells_without_tab_belong_to_the_default_tab(book_folder: Path) -> None:
    book, page = Book.open(book_folder), Page(PATH, "```{.python .input}\nx\n```\n")
    assert sources(page, "pytorch", book) == ["x"]
    assert page.notebook_for("jax", book.config.default_tab, book.config) is None


def test_a_book_without_tabs_takes_all_code(book_folder: Path) -> None:
    config = book_folder / "config.ini"
    config.write_text(config.read_text().replace("pytorch, mxnet, tensorflow, jax", ""))
    book = Book.open(book_folder)
    page = Page(PATH, "```{.python .input}\nx\n```\n\nWords.\n\n```{.python .input}\ny\n```\n")
    assert sources(page, None, book) == ["x", "y"]


@pytest.mark.parametrize(
    ("content", "line"), [(b"\xff", 1), (b"a\nb\n\xed\xa0\x80", 3), (b"ok\r\n\xc3(", 2)]
)
def test_what_is_not_utf8_is_named_with_its_line(content: bytes, line: int, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(content)
    with pytest.raises(PageError, match=rf"^a\.md:{line}: not valid UTF-8 \(.+\)$"):
        read_page(tmp_path, Path("a.md"))
