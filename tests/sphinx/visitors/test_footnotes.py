from docutils import nodes

from tests.sphinx.conftest import Build, Read

PAGE = """\
# A

One[^b] and two[^a], again one[^b].

[^a]: *Two.*

[^c]: None.

> Quoted.
>
> [^b]: One.

End.
"""


def test_footnotes_are_numbered_as_the_text_refers_to_them(tree_of: Read) -> None:
    made = tree_of(PAGE)
    assert [note.astext() for note in made.findall(nodes.footnote)] == ["1\n\nOne.", "2\n\nTwo."]
    references = list(made.findall(nodes.footnote_reference))
    assert [reference.astext() for reference in references] == ["1", "2", "1"]
    ids = [note["ids"][0] for note in made.findall(nodes.footnote)]
    assert [reference["refid"] for reference in references] == [ids[0], ids[1], ids[0]]


def test_footnotes_stand_at_the_end(tree_of: Read) -> None:
    section = next(tree_of(PAGE).findall(nodes.section))
    assert [type(child).__name__ for child in section[-3:]] == ["paragraph", "footnote", "footnote"]


def test_a_reference_to_no_footnote_is_text(build_book: Build) -> None:
    book = build_book({"page": "# A\n\nWords[^x].\n"}, "latex")
    assert "{[}\\textasciicircum{}x{]}" in book.chapter("A")


def test_latex_has_them_at_the_foot_of_the_page(build_book: Build) -> None:
    latex = build_book({"page": PAGE}, "latex").chapter("A")
    assert latex.count(r"\begin{footnote}") == 2
