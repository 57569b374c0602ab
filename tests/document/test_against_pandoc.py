"""The document model reads as pandoc reads, but for differences that docs/markdown.md lists."""

from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.projects import ROOT


@pytest.fixture
def comparison(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script, imported from its folder."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks" / "dialect"))
    return import_module("compare_with_pandoc")


def test_books_are_read_as_pandoc_or_the_documentation_says(comparison: Any) -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("chapter_*/*.md"), *ROOT.glob("tests/**/*.md")]
    found = comparison.compare(pages, Counter())
    assert [one for one in found if not one[-1]] == [], "a difference that is not documented"


def test_each_kind_of_difference_occurs_and_is_documented(comparison: Any, tmp_path: Path) -> None:
    document = (ROOT / "docs" / "markdown.md").read_text(encoding="utf-8")
    pages = {}
    for number, (name, kind) in enumerate(import_module("differences").KINDS.items()):
        assert f"| {name} |" in document
        pages[tmp_path / f"{number}.md"] = name
        (tmp_path / f"{number}.md").write_text(kind.example, encoding="utf-8")
    found: dict[str, set[str]] = {name: set() for name in pages.values()}
    for page, _, pandoc, model, kinds in comparison.compare(list(pages), Counter()):
        assert kinds, f"{pandoc}\n{model}"
        found[pages[page]].update(kinds)
    assert found == {name: {name} for name in found}
