from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Build = Callable[[Path], Any]


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("", {"index", "a/page"}),
        ("include_patterns = ['index*']\n", {"index"}),
        ("source_suffix = ['.rst', '.txt']\n", {"index", "a/page", "note"}),
    ],
)
def test_pages_are_found_by_their_suffixes(
    settings: str, found: set[str], tmp_path: Path, build_project: Build
) -> None:
    (tmp_path / "a").mkdir()
    for name in ("index.rst", "a/page.rst", "note.txt", "a/picture.svg"):
        (tmp_path / name).write_text(f"{name}\n{'=' * 20}\n", encoding="utf-8")
    conf = f"extensions = ['ninbook.render.extension']\nhtml_theme = 'furo'\n{settings}"
    (tmp_path / "conf.py").write_text(conf)
    assert build_project(tmp_path).env.found_docs == found
