from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from ninbook.check.sources import check_sources
from ninbook.cli.main import main
from ninbook.directives.annotate import SITE_ONLY, annotate
from ninbook.outputs import Store
from ninbook.render.shown import show
from ninbook.source import Book, read_page

PAGE = Path("chapter/page.md")
ANSWERED = """How many?

<!-- ninbook: question 410 -->

<!-- ninbook: answer 3 -->

It is $41 \\cdot 10$.

<!-- ninbook: end-answer -->

That is all."""


@pytest.fixture
def folder(book_folder: Path) -> Path:
    """The small book, with a question and its answer."""
    write(book_folder, ANSWERED)
    return book_folder


def write(folder: Path, text: str) -> None:
    file = folder / PAGE
    file.write_text(file.read_text(encoding="utf-8").replace("That is all.", text), "utf-8")


def test_tags_are_for_the_site_and_the_title_for_the_rest(folder: Path) -> None:
    book = Book.open(folder)
    shown = show(book, Store(folder), read_page(folder, PAGE), book.tabs[0])
    assert shown is not None
    cells = annotate(shown).cells
    tags = [cell.source for cell in cells if cell.metadata.get(SITE_ONLY)]
    assert len(tags) == 4 and all("raw:: html" in tag for tag in tags)
    others = [cell.source for cell in cells if not cell.metadata.get(SITE_ONLY)]
    start = others.index("**Answer 3**")
    assert others[start - 1].endswith("How many?")
    assert others[start + 1 :] == ["It is $41 \\cdot 10$.", "That is all."]


def test_the_answer_is_folded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert main(["build", "html", "--no-eval"]) == 0
    html = (folder / "build/html/chapter/page.html").read_text(encoding="utf-8")
    (answer,) = BeautifulSoup(html, "html.parser").find_all("details", class_="answer")
    assert answer.summary is not None and answer.summary.string == "Answer 3"
    assert answer.find("math") is not None and "That is all" not in answer.text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<!-- ninbook: end-answer -->", "", "answer without <!-- ninbook: end-answer -->"),
        ("<!-- ninbook: answer 3 -->", "", "end of an answer that did not begin"),
        ("answer 3", "answer three", "takes the number of an exercise, but has 'three'"),
        ("question 410", "question 4.1.0", "takes a number, as 410 or 0.25 +- 0.01"),
        ("That is all.", "<!-- ninbook: answer 4 -->\n\n## More", "answer without"),
    ],
)
def test_what_is_wrong_is_named(book_folder: Path, old: str, new: str, message: str) -> None:
    write(book_folder, ANSWERED.replace(old, new))
    (problem,) = check_sources(Book.open(book_folder))
    assert message in str(problem)
