import pytest
from docutils import nodes
from sphinx.addnodes import only
from sphinxcontrib.bibtex.nodes import bibliography

from tests.sphinx.conftest import Build, Read


def test_restructuredtext_is_read_in_the_midst_of_a_page(tree_of: Read) -> None:
    made = tree_of(
        "# A\n\nBefore.\n\n```eval_rst\n.. note::\n\n   See *this* and :numref:`sec_b`.\n```\n\n"
        "## B\n:label:`sec_b`\n"
    )
    (note,) = made.findall(nodes.note)
    assert note.astext() == "See this and sec_b."
    assert isinstance(note.parent, nodes.section)


def test_a_section_within_a_condition_stays_there(tree_of: Read) -> None:
    made = tree_of("```eval_rst\n.. only:: html\n\n   References\n   ==========\n```\n\nWords.\n")
    (condition,) = made.findall(only)
    assert isinstance(condition[0], nodes.section)


def test_mistakes_are_named_by_their_lines(build_book: Build) -> None:
    book = build_book({"page": "# A\n\n```eval_rst\n\n.. nothing::\n```\n"}, "dummy")
    assert 'page.md:5: ERROR: Unknown directive type "nothing"' in book.messages


def test_labels_may_be_used_from_markdown(build_book: Build) -> None:
    page = "# A\n\n```eval_rst\n.. _there:\n\n.. rubric:: There\n```\n\nSee :ref:`there`.\n"
    book = build_book({"page": page})
    link = book.body("page").css_first("p > a.internal")
    assert (link.text(), link.attributes["href"]) == ("There", "#there")


@pytest.mark.parametrize(
    "text", [":bibliography:`../references.bib`", "```eval_rst\n.. bibliography::\n```"]
)
def test_a_bibliography_is_that_of_the_configuration(tree_of: Read, text: str) -> None:
    assert len(list(tree_of(f"# A\n\n{text}\n").findall(bibliography))) == 1


def test_formulas_have_no_number(build_book: Build) -> None:
    page = "# A\n\n```eval_rst\n.. math:: x\n```\n\n$$y$$\n"
    numbers = build_book({"page": page}).body("page").css(".eqno")
    assert [number.text().rstrip("#") for number in numbers] == ["(1.1)"]
