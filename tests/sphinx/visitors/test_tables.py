import pytest
from docutils import nodes
from sphinx.addnodes import tabular_col_spec

from ninbook.document.arrange import fragment
from tests.sphinx.conftest import Build, Read

ALIGNED = "| Layer | Size | Number \\| of |\n|:---|:---:|---:|\n| $a | b$ | 1 x 1 | 1,000 |\n"
PLAIN = "| a | b |\n|---|---|\n| 1 | 2 |\n"


def test_columns_are_aligned_as_the_markdown_says(tree_of: Read) -> None:
    made = tree_of(f"# A\n\n{ALIGNED}\n{PLAIN}")
    aligned, plain = made.findall(nodes.table)
    entries = [(entry.astext(), entry["classes"]) for entry in aligned.findall(nodes.entry)]
    assert entries == [
        ("Layer", []),
        ("Size", ["column-centre"]),
        ("Number | of", ["column-right"]),
        ("a | b", []),
        ("1 x 1", ["column-centre"]),
        ("1,000", ["column-right"]),
    ]
    assert all(not entry["classes"] for entry in plain.findall(nodes.entry))
    assert [spec["spec"] for spec in made.findall(tabular_col_spec)] == ["{TCR}"]


def test_all_columns_find_their_widths(tree_of: Read) -> None:
    rst = "```eval_rst\n== ==\na  b\n== ==\n1  2\n== ==\n\n.. table::\n   :widths: 1 2\n\n"
    rst += "   == ==\n   a  b\n   == ==\n```\n"
    made = tree_of(f"# A\n\n{PLAIN}\n{rst}")
    assert [table["classes"] for table in made.findall(nodes.table)] == [
        ["colwidths-auto"],
        ["colwidths-auto"],
        ["colwidths-given"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        f":Caption of $x$\n:label:`tab`\n\n{PLAIN}\nText.",
        f":Caption of $x$\n\n{PLAIN}:label:`tab`\n\nText.",
        f"{PLAIN}:Caption of $x$\n:label:`tab`\n\nText.",
        f"{PLAIN}\n: Caption of $x$\n:label:`tab`\n\nText.",
    ],
)
def test_a_table_has_its_caption_and_label_wherever_they_stand(tree_of: Read, text: str) -> None:
    made = tree_of(f"# A\n\n{text}\n")
    (table,) = made.findall(nodes.table)
    assert isinstance(table[0], nodes.title)
    assert table[0].astext() == "Caption of x"
    assert "tab" in table["ids"]
    assert table["number"] == "1.1"


def test_latex_counts_no_table_without_a_number(build_book: Build) -> None:
    page = fragment(f"# A\n\n{PLAIN}: Of a *directive*.\n")
    latex = build_book({"page": page}, "latex").chapter("A")
    assert "\nOf a \\sphinxstyleemphasis{directive}." in latex and "caption" not in latex


def test_a_paragraph_that_begins_with_a_reference_is_no_caption(tree_of: Read) -> None:
    made = tree_of(f"# A\n\n:numref:`t` shows\n\n{PLAIN}\n:ref:`t` too.\n\n{PLAIN}\n:label:`t`\n")
    assert not any(isinstance(table[0], nodes.title) for table in made.findall(nodes.table))
    first = next(iter(made.findall(nodes.paragraph)))
    assert first.astext().endswith("shows")


def test_a_head_without_words_is_no_head(tree_of: Read) -> None:
    made = tree_of("# A\n\n| | |\n|---|---|\n| 1 | 2 |\n")
    assert not list(made.findall(nodes.thead))
