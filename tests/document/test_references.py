"""Tests for ninbook.document.references: what references say, and where they lead."""

from pathlib import Path

import pytest

from ninbook.document.d2l_labels import d2l_label
from ninbook.document.document import Document
from ninbook.document.nodes import text_of
from ninbook.document.numbering import Numbering
from ninbook.document.outline import read_outlines
from ninbook.document.references import label_of, look_up
from ninbook.words.words import words_of

INDEX = "# Book\n\n```toc\n:numbered:\n\npage\n```\n"
PAGE = """# A `b`
:label:`sec:a`

![Caption.](a.png)
:label:`fig_a`

| a |
|---|
| 1 |

: Caption.
:label:`tab_space`

$$x$$
:eqlabel:`eq_a`

![](b.png)
:label:`bare`

![:ref:`own`, :ref:`bare`, :ref:`fig_a`, :numref:`unknown`](b.png)
:label:`own`
"""


@pytest.fixture(scope="module")
def numbering() -> Numbering:
    texts = {Path("index.md"): INDEX, Path("page.md"): PAGE}
    return Numbering(read_outlines(texts, lambda path: Document(path, path, texts[path])))


@pytest.mark.parametrize(
    ("language", "role", "value", "expected"),
    [
        ("en", "numref", "sec:a", "Section\u00a01"),
        ("ko", "numref", "sec:a", "1절"),
        ("en", "ref", "sec:a", "A b"),
        ("en", "numref", "fig_a", "Fig.\u00a01.1"),
        ("en", "numref", "FIG_A", "Fig.\u00a01.1"),
        ("ko", "numref", "fig_a", "그림\u00a01.1"),
        ("en", "ref", "fig_a", "Caption."),
        ("en", "numref", "tab_space", "Table\u00a01.1"),
        ("en", "eqref", "eq_a", "(1.1)"),
        ("en", "numref", "eq_a", "(1.1)"),
        ("en", "numref", "Picture %s <fig_a>", "Picture 1.1"),
        ("en", "ref", "this section <sec:a>", "this section"),
        ("en", "numref", "bare", "bare"),
        ("en", "numref", "unknown", "unknown"),
        ("en", "ref", "own", "Fig.\u00a01.2, bare, Fig.\u00a01.1, unknown"),
        ("en", "numref", "sec_lenet", "D2L, Section\u00a07.6"),
        ("en", "numref", "chap_cnn", "D2L, Chapter\u00a07"),
        ("ko", "numref", "chap_cnn", "D2L, 7장"),
        ("en", "numref", "chap_notation", "D2L, Notation"),
        ("en", "eqref", "eq_batchnorm", "D2L, Equation"),
        ("en", "numref", "fig_neuron", "D2L, Fig.\u00a03.1.3"),
        ("en", "numref", "img_conv_pad", "D2L, Fig.\u00a07.3.2"),
        ("en", "ref", "sec_batch_norm", "D2L, Section\u00a08.5"),
    ],
)
def test_what_references_say(
    numbering: Numbering, language: str, role: str, value: str, expected: str
) -> None:
    assert text_of(look_up(numbering, role, value, words_of(language))[0]) == expected


def test_where_references_lead(numbering: Numbering) -> None:
    words = words_of("en")
    _, own = look_up(numbering, "ref", "the start <sec:a>", words)
    assert own == numbering.targets["sec:a"]
    _, other = look_up(numbering, "numref", "sec_lenet", words)
    assert other == d2l_label("sec_lenet")
    assert look_up(numbering, "numref", "unknown", words)[1] is None


def test_titles_keep_their_markup(numbering: Numbering) -> None:
    name, _ = look_up(numbering, "ref", "sec:a", words_of("en"))
    assert [node.type for node in name] == ["text", "code_span"]


@pytest.mark.parametrize(
    ("value", "label"), [("a", "a"), ("b <a>", "a"), ("a < b", "a < b"), ("b\n<a>", "a")]
)
def test_the_label_in_a_role(value: str, label: str) -> None:
    assert label_of(value) == label
