from pathlib import Path

import pytest

from ninbook.notebooks.archive import write_archive
from ninbook.source import Book


def test_an_archive_says_where_it_is_and_what_it_holds(
    book_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = {"jax": {"index.ipynb": b"", "img/a.svg": b""}, "mxnet": {"index.ipynb": b""}}
    target = write_archive(Book.open(book_folder), folders)
    assert target.is_file()
    assert capsys.readouterr().out == f"{target}: 2 notebooks\n"
