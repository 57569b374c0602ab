from pathlib import Path

import pytest
from d2lbook.slides import _match_slide_marks

from ninbook.check.marks import check_slide_marks
from ninbook.document.document import Document
from ninbook.problems import Severity

CELL = "```{.python .input}\nf(**x)\n```"


def lines_of(text: str) -> list[int]:
    page = Document(Path("a.md"), Path("a.md"), text)
    return [problem.line for problem in check_slide_marks(page)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# A\n\nA word (**bold** and more).\n", 3),
        ("# A\n\nFine (**one**).\n\nAlone **).\n", 5),
        ("[**a [**b**]\n", 1),
        ("`f(**x)`\n", 1),
        ("A\n(~~b\n", 2),
    ],
)
def test_a_mark_without_partner_is_named(text: str, line: int) -> None:
    assert lines_of(text) == [line]
    with pytest.raises(AssertionError):
        _match_slide_marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "[**One\n\ntwo**] and (**three**) (~~four~~)\n",
        "[**link**](https://d2l.ai)\n",
        f"A\n\n{CELL}\n\n(**b**)\n",
    ],
)
def test_pairs_and_code_are_fine(text: str) -> None:
    assert lines_of(text) == []


def test_a_pair_across_a_cell_is_two_marks_alone() -> None:
    assert lines_of(f"(**a\n\n{CELL}\n\nb**)\n") == [1, 7]
    assert lines_of("(**a\n:begin_tab:`jax`\nb**)\n:end_tab:\n") == [1, 3]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("A [** b.\n", Severity.PROBLEM),
        ("A (**bold** word).\n", Severity.WARNING),
        ("`f(**x)`\n", Severity.WARNING),
    ],
)
def test_what_readers_never_see_is_a_warning(text: str, severity: Severity) -> None:
    (problem,) = check_slide_marks(Document(Path("a.md"), Path("a.md"), text))
    assert problem.severity is severity
