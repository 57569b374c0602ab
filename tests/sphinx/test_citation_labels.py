"""Works as the list says them, and how often pybtex is asked for it."""

from collections.abc import Callable
from typing import Any

import pytest
from pybtex.plugin import find_plugin

Build = Callable[..., Any]
PAGE = "# Page\n\nAfter :cite:`kim2020`.\n\n:bibliography:`../references.bib`\n"


def test_a_work_is_formatted_once_and_again_only_when_it_changed(
    build_book: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    style = find_plugin("pybtex.style.formatting", "apa")
    template = style.get_book_template
    formatted: list[str] = []

    def get_book_template(self: Any, entry: Any) -> Any:
        formatted.append(entry.key)
        return template(self, entry)

    monkeypatch.setattr(style, "get_book_template", get_book_template)
    book = build_book({"page": PAGE})
    tooltip = book.body("page").css_first(".bibtex-citation a").attributes["title"]
    assert "한빛" in tooltip and formatted == ["kim2020"]
    page = book.folder / "page.nodes.json"
    page.write_text(page.read_text("utf-8").replace("After", "Since"), "utf-8")
    body = book.again().body("page")
    assert "Since" in body.text() and formatted == ["kim2020"]
    assert body.css_first(".bibtex-citation a").attributes["title"] == tooltip
    works = book.folder / "references.bib"
    works.write_text(works.read_text("utf-8").replace("한빛", "길벗"), "utf-8")
    body = book.again().body("page")
    assert "길벗" in body.css_first(".bibtex-citation a").attributes["title"]
    works.write_text("@book{kim2020, title={합성곱}, author={김, 철수}, year={2020}}", "utf-8")
    assert "합성곱" in book.again().body("page").css_first(".citation").text()
