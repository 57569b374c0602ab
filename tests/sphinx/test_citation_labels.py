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


WORKS = """\
@misc{nobody, title={A work}, year={2000}}
@article{formula, author={B, A}, title={In $O(n)$ time}, journal={J}, year={2001}, month=jan}
@inproceedings{part, author={D, A}, title={Eight}, crossref={whole}}
@proceedings{whole, title={The Whole}, year={2002}}
@book{korean, author={김, 철수}, title={책}, publisher={한빛}, year={2003}}
"""


CITING = """\
# Page

:cite:`nobody,formula,part,korean`, :cite:`Korean` and :cite:`korean,`.

:bibliography:`../references.bib`
"""


def test_what_the_list_says_of_works(build_book: Build) -> None:
    book = build_book({"page": CITING})
    (book.folder / "references.bib").write_text(WORKS, "utf-8")
    page = book.folder / "page.nodes.json"
    page.write_text(page.read_text("utf-8").replace("Page", "Works"), "utf-8")
    body = book.again().body("page")
    text = " ".join(body.text().split())
    assert "nobody, 2000, 김철수, 2003], (Korean) and [김철수, 2003]." in text
    for work in (
        "[nobody, 2000] nobody (2000). A work.",
        "B, A. (2001, January). In ",
        "D, A. (2002). Eight. The Whole.",
        "김철수. (2003). 책. 한빛.",
    ):
        assert work in text
    assert body.css_first(".citation math").attributes["alttext"] == "O(n)"


def test_a_list_in_restructuredtext_shows_any_work(build_book: Build) -> None:
    listed = "```eval_rst\n.. bibliography::\n```"
    book = build_book({"page": CITING.replace(":bibliography:`../references.bib`", listed)})
    odd = "@odd{nobody, title={A work}, year={2000}}\n" + WORKS.partition("\n")[2]
    (book.folder / "references.bib").write_text(odd, "utf-8")
    page = book.folder / "page.nodes.json"
    page.write_text(page.read_text("utf-8").replace("Page", "Works"), "utf-8")
    text = " ".join(book.again().body("page").text().split())
    assert "[nobody, 2000] nobody. A work. 2000." in text
    assert "김철수. 책. 한빛, 2003." in text
