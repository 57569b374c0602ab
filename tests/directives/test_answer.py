from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from ninbook.check.sources import check_sources
from ninbook.cli.main import main
from ninbook.document.nodes import Node
from ninbook.source import Book

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


def test_the_answer_holds_what_stands_between_the_comments(
    folder: Path, presented: Callable[..., list[Node]]
) -> None:
    nodes = presented(folder)
    (place,) = (n for n, node in enumerate(nodes) if node.type == "answer")
    answer = nodes[place]
    assert answer.attrs["title"] == "Answer 3"
    assert [node.text for node in answer.children] == ["It is $41 \\cdot 10$."]
    assert [node.text for node in (nodes[place - 2], nodes[place + 1])] == [
        "How many?",
        "That is all.",
    ]
    assert nodes[place - 1].attrs == {"name": "question", "argument": "410"}


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
        (
            "<!-- ninbook: answer 3 -->",
            "",
            "without <!-- ninbook: answer N --> above it",
        ),
        ("answer 3", "answer three", "takes the number of an exercise, but was given 'three'"),
        ("question 410", "question 4.1.0", "takes a number, such as 410 or 0.25 +- 0.01"),
        ("That is all.", "<!-- ninbook: answer 4 -->\n\n## More", "answer without"),
    ],
)
def test_what_is_wrong_is_named(book_folder: Path, old: str, new: str, message: str) -> None:
    write(book_folder, ANSWERED.replace(old, new))
    (problem,) = check_sources(Book.open(book_folder))
    assert message in str(problem)
