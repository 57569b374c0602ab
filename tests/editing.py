"""Edits of files that a test can rely on."""

from os import PathLike
from pathlib import Path


def edit(file: str | PathLike[str], before: str, after: str) -> None:
    """Replaces a text that a file holds, each time that it does."""
    text = Path(file).read_text(encoding="utf-8")
    assert before in text, f"{before!r} is not in {file}"
    Path(file).write_text(text.replace(before, after), encoding="utf-8")


def keep_titles(chapter: Path) -> None:
    """Leaves the titles and labels of the pages beside ``nin``; all else of them takes long."""
    for page in chapter.glob("nin-*.md"):
        title, label, *_ = page.read_text(encoding="utf-8").split("\n")
        page.write_text(f"{title}\n{label}\n", encoding="utf-8")
