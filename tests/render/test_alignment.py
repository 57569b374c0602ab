from __future__ import annotations

import re
from pathlib import Path

import pytest

from ninbook.build.builder import BookBuilder
from ninbook.build.targets import build_targets
from ninbook.outputs import Store
from ninbook.render.alignment import CENTRE, RIGHT, with_marks
from ninbook.source import Book

TABLE = """\
| Layer | Size | Number \\| of | Both |
|:------|:----:|-------------:|------|
| $a | b$ | 1 | 2,000 | |
"""


@pytest.fixture
def book_with_table(book_folder: Path) -> Path:
    file = book_folder / "references.md"
    text = "# References\n\n| Layer | Size | Number |\n|:---|:---:|---:|\n| one | 1 x 1 | 1,000 |\n"
    file.write_text(f"{text}\n| A | B |\n|:---|---|\n| 1 | 2 |\n", encoding="utf-8")
    return book_folder


def test_heads_of_columns_are_marked() -> None:
    head, *rest = with_marks(TABLE).split("\n")
    assert head == f"| Layer | Size{CENTRE} | Number \\| of{RIGHT} | Both |"
    assert rest == TABLE.split("\n")[1:]
    assert with_marks("A | B\n--|--:\n1 | 2") == f"A | B{RIGHT} \n--|--:\n1 | 2"


@pytest.mark.parametrize(
    "text", [f"```\n{TABLE}```", "Words\n---:\n", "a | b\n:--|:--\n1 | 2", "| a |\n\n|--:|"]
)
def test_what_is_no_table_to_align_stays(text: str) -> None:
    assert with_marks(text) == text


def test_pages_align_numbers(book_with_table: Path) -> None:
    build_targets(Book.open(book_with_table), Store(book_with_table), ["html"])
    html = (book_with_table / "build/html/references.html").read_text(encoding="utf-8")
    cells = re.findall(r"<t[hd]\b([^>]*)>(?:<p>)?([^<]+)", html)
    assert [text for attributes, text in cells if "column-right" in attributes] == [
        "Number",
        "1,000",
    ]
    assert [text for attributes, text in cells if "column-centre" in attributes] == [
        "Size",
        "1 x 1",
    ]
    assert len(cells) == 10
    assert RIGHT not in html and CENTRE not in html


def test_latex_aligns_numbers(book_with_table: Path) -> None:
    book = Book.open(book_with_table).in_tab("pytorch")
    BookBuilder(book, Store(book_with_table))._write_latex()
    (file,) = book_with_table.glob("build/pdf*/*.tex")
    text = file.read_text(encoding="utf-8")
    assert r"{TCR}" in text
    assert RIGHT not in text and CENTRE not in text
