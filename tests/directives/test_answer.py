from pathlib import Path

import pytest

from ninbook.check.sources import check_sources
from ninbook.source import Book
from tests.directives.conftest import PAGE, presented
from tests.editing import edit

ANSWERED = """How many?

<!-- ninbook: question 410 -->

<!-- ninbook: answer 3 -->

It is $41 \\cdot 10$.

<!-- ninbook: end-answer -->

That is all."""


def test_the_answer_holds_what_stands_between_the_comments(book_folder: Path) -> None:
    edit(book_folder / PAGE, "That is all.", ANSWERED)
    nodes = presented(book_folder)
    (place,) = (n for n, node in enumerate(nodes) if node.type == "answer")
    answer = nodes[place]
    assert answer.attrs["title"] == "Answer 3"
    assert [node.text for node in answer.children] == ["It is $41 \\cdot 10$."]
    assert [node.text for node in (nodes[place - 2], nodes[place + 1])] == [
        "How many?",
        "That is all.",
    ]
    assert nodes[place - 1].attrs == {"name": "question", "argument": "410"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<!-- ninbook: end-answer -->", "", "answer without <!-- ninbook: end-answer -->"),
        ("<!-- ninbook: answer 3 -->", "", "without <!-- ninbook: answer N --> above it"),
        ("answer 3", "answer three", "takes the number of an exercise, but was given 'three'"),
        ("question 410", "question 4.1.0", "takes a number, such as 410 or 0.25 +- 0.01"),
        ("That is all.", "<!-- ninbook: answer 4 -->\n\n## More", "answer without"),
    ],
)
def test_what_is_wrong_is_named(book_folder: Path, old: str, new: str, message: str) -> None:
    edit(book_folder / PAGE, "That is all.", ANSWERED.replace(old, new))
    (problem,) = check_sources(Book.open(book_folder))
    assert message in str(problem)
