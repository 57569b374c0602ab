import pytest

from ninbook.pdf.latex_log import LatexProblem, error_in, problems_in

SOURCE = r"""\begin{document}
\phantomsection\label{\detokenize{index::doc}}
Words before any chapter.
\label{\detokenize{chapter/one:one}}\label{\detokenize{chapter/one::doc}}
A \sphinxcode{line_that} does not fit.
\label{\detokenize{chapter/two:two}}\label{\detokenize{chapter/two::doc}}
안녕 in a font without Hangul.
"""


@pytest.mark.parametrize(
    ("log", "page", "message"),
    [
        (
            r"Overfull \hbox (23.4567pt too wide) in paragraph at lines 5--6",
            "chapter/one",
            "something runs 23 pt into the margin, near 'A line_that does not fit.'",
        ),
        (
            r"Overfull \hbox (10.1pt too wide) detected at line 7",
            "chapter/two",
            "something runs 10 pt into the margin, near '안녕 in a font without Hangul.'",
        ),
        (
            r"Overfull \hbox (99.0pt too wide) in alignment at lines 3--6",
            "index",
            "something runs 99 pt into the margin, near 'Words before any chapter.'",
        ),
        (
            r"Overfull \vbox (31.0pt too high) has occurred while \output is active []",
            "",
            "something runs 31 pt below the page",
        ),
        (
            'Missing character: There is no 안 in font "FreeSerif:mapping=tex-text;"!',
            "chapter/two",
            "no glyph for '안' (U+C548) in FreeSerif",
        ),
        (
            "Missing character: There is no 안 (U+C548) in font [lmroman10-regular]:+tlig;!",
            "chapter/two",
            "no glyph for '안' (U+C548) in lmroman10-regular",
        ),
        (
            "LaTeX Warning: Reference `chapter/one:gone' on page 4 undefined on input line 5.",
            "chapter/one",
            "reference to 'chapter/one:gone' leads nowhere",
        ),
        (
            "LaTeX Warning: Hyper reference `gone' on page 4 undefined on input line 7.",
            "chapter/two",
            "reference to 'gone' leads nowhere",
        ),
        (
            "Package natbib Warning: Citation `Nobody' on page 2 undefined on input line 5.",
            "chapter/one",
            "citation to 'Nobody' leads nowhere",
        ),
        (
            "LaTeX Warning: Label `chapter/one:one' multiply defined.",
            "chapter/one",
            "label 'chapter/one:one' is defined twice",
        ),
    ],
)
def test_what_a_reader_would_see_is_found(log: str, page: str, message: str) -> None:
    assert problems_in(f"This is XeTeX\n{log}\n[1]\n", SOURCE) == [LatexProblem(page, message)]


def test_small_overflow_and_other_warnings_are_nobodys_business() -> None:
    log = "\n".join(
        [
            r"Overfull \hbox (9.9pt too wide) in paragraph at lines 5--6",
            r"Underfull \hbox (badness 10000) in paragraph at lines 5--6",
            "LaTeX Warning: Label(s) may have changed. Rerun to get cross-references right.",
            "Package hyperref Warning: Token not allowed in a PDF string",
        ]
    )
    assert problems_in(log, SOURCE) == []


def test_each_problem_is_told_once() -> None:
    line = 'Missing character: There is no 안 in font "FreeSerif"!\n'
    assert len(problems_in(3 * line, SOURCE)) == 1


def test_the_error_that_stopped_latex_is_found() -> None:
    assert error_in("words\n! Undefined control sequence.\nl.7 \\gone") == (
        "Undefined control sequence."
    )
    assert error_in("words\n./book.tex:7: Undefined control sequence.\n") == (
        "Undefined control sequence."
    )
    assert error_in("no error here") == ""
