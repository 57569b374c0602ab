from pathlib import Path

import pytest

from ninbook.check.sources import check_sources
from ninbook.directives.arguments import live_network_names, network_names
from ninbook.document.arrange import fragment
from ninbook.errors import ArgumentError
from ninbook.source import Book
from tests.directives.conftest import PAGE
from tests.editing import edit

UNKNOWN = "unknown comment 'ninbook: a'; choose from answer, calculator, "


@pytest.mark.parametrize(
    ("line", "name", "argument"),
    [
        ("<!-- ninbook: results -->", "results", None),
        ("<!--ninbook:results-->", "results", None),
        ("<!-- ninbook:results-->", "results", None),
        ("<!-- ninbook: calculator nin, vgg11 -->", "calculator", "nin, vgg11"),
        (" <!-- ninbook: results -->", None, None),
        ("<!-- ninbook: results --> and more", None, None),
        ("<!-- another comment -->", None, None),
    ],
)
def test_a_comment_has_a_name_and_an_argument(
    line: str, name: str | None, argument: str | None
) -> None:
    _, block, *_ = fragment(f"Words.\n\n{line}\n\nWords.\n")
    attrs = block.attrs if block.type == "directive" else {}
    assert (attrs.get("name"), attrs.get("argument") or None) == (name, argument)


def test_names_of_networks() -> None:
    assert network_names("nin,alexnet , vgg11") == ["nin", "alexnet", "vgg11"]
    for wrong in ("", "nin,", "resnet"):
        with pytest.raises(ArgumentError, match="unknown network"):
            network_names(wrong)
    assert live_network_names("nin, nin-normalized") == ["nin", "nin-normalized"]
    with pytest.raises(ArgumentError, match="unknown network"):
        network_names("nin-normalized")  # there is nothing to calculate with it


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("<!-- ninbook: result -->", "unknown comment 'ninbook: result'; did you mean 'results'?"),
        ("<!-- ninbook: a\nb -->", UNKNOWN),
        ("<!-- ninbook: a\nb -->\n\n<!--ninbook: results-->", UNKNOWN),
        ("<!-- ninbook: results --> A", "comment 'ninbook: results' takes one line, in which "),
        ("<!-- ninbook: results\n-->", "comment 'ninbook: results' takes one line, in which "),
        ("<!-- ninbook: -->", "unknown comment 'ninbook: '; choose from answer, calculator, "),
        ("<!-- ninbook: results now -->", "takes no argument, but was given 'now'"),
        ("<!-- ninbook: seeds abc -->", "takes the validation accuracy that training has to"),
        ("<!-- ninbook: seeds 80 -->", "such as 0.80, but was given '80'"),
        ("<!-- ninbook: seeds 0.0 -->", "such as 0.80, but was given '0.0'"),
        ("<!-- ninbook: runs 2013 -->", "takes no argument, but was given '2013'"),
        (
            "<!-- ninbook: answer 0 -->\n\nA.\n\n<!-- ninbook: end-answer -->",
            "takes the number of an exercise, but was given '0'",
        ),
        ("<!-- ninbook: calculator lenet -->", "unknown network 'lenet'; choose from nin, "),
    ],
)
def test_a_wrong_comment_is_named_with_its_line(
    book_folder: Path, comment: str, message: str
) -> None:
    text = (book_folder / PAGE).read_text(encoding="utf-8")
    edit(book_folder / PAGE, "<!-- ninbook: results -->", comment)
    (problem,) = check_sources(Book.open(book_folder))
    assert message in str(problem)
    assert (problem.path, problem.line) == (PAGE, text.split("\n").index("Now the results.") + 3)


def test_a_comment_in_a_fence_is_text(book_folder: Path) -> None:
    page = book_folder / PAGE
    page.write_text(page.read_text() + "\n```markdown\n<!-- ninbook: nonsense -->\n```\n")
    assert check_sources(Book.open(book_folder)) == []
