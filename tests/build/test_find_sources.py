from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sphinx.util.matching

from ninbook.build.find_sources import matching_files

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
    conf = f"extensions = ['ninbook.build.extension']\nhtml_theme = 'furo'\n{settings}"
    (tmp_path / "conf.py").write_text(conf)
    assert build_project(tmp_path).env.found_docs == found


@pytest.mark.parametrize(
    ("wanted", "unwanted"),
    [
        (["**"], []),
        (["**.rst"], ["_build", "**/.*"]),
        (["a/**", "*.txt"], ["a/b"]),
        (["**"], ["a/*.rst", "**/c"]),
        (["nothing"], []),
    ],
)
def test_files_are_those_that_sphinx_finds(
    wanted: list[str], unwanted: list[str], tmp_path: Path
) -> None:
    names = (
        "b.rst",
        "a/b/c/d.rst",
        "a/b.rst",
        "a/.hidden",
        "_build/e.rst",
        "note.txt",
        "가/나.rst",
    )
    for name in (*names, "e\N{COMBINING ACUTE ACCENT}.rst"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "linked").symlink_to(tmp_path / "a" / "b", target_is_directory=True)
    expected = list(sphinx.util.matching.get_matching_files(tmp_path, wanted, unwanted))
    assert list(matching_files(tmp_path, wanted, unwanted)) == expected
    assert bool(expected) == (wanted != ["nothing"])
