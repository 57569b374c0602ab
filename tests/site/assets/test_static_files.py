from __future__ import annotations

from pathlib import Path

import ninbook
from ninbook.build.targets import build_targets
from ninbook.outputs import Store
from ninbook.site.assets.static_files import scripts_and_styles
from ninbook.source import Book

PACKAGE = Path(ninbook.__file__).parent


def test_the_books_own_files_come_first(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    for name in ("ninbook.css", "more.js", "logo.svg"):
        (tmp_path / "static" / name).write_text("")
    found = {file.name: file.parent for file in scripts_and_styles(tmp_path)}
    assert found["ninbook.css"] == found["more.js"] == tmp_path / "static"
    assert found["ninbook.js"].is_relative_to(PACKAGE)
    assert "logo.svg" not in found


def test_a_book_without_scripts_has_those_that_switch_tabs(book_folder: Path) -> None:
    assert not (book_folder / "static").exists()
    build_targets(Book.open(book_folder), Store(book_folder), ["html"])
    folder = book_folder / "build" / "html" / "_static"
    assert "tablist" in (folder / "ninbook.js").read_text(encoding="utf-8")
    assert (folder / "ninbook.css").stat().st_size > 1000
