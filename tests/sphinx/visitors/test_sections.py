from docutils import nodes

from tests.sphinx.conftest import Read

PAGE = """\
Before.

# One
:label:`sec_one`

## Two
:label:`sec_two`
:label:`sec_zwei`

#### Deep

Words.

## One

# 셋
"""


def outline(node: nodes.Element, depth: int = 0) -> list[tuple[int, str, list[str]]]:
    found = []
    for section in node.children:
        if isinstance(section, nodes.section):
            found += [(depth, section[0].astext(), section["ids"]), *outline(section, depth + 1)]
    return found


def test_sections_nest_by_their_levels(tree_of: Read) -> None:
    assert [entry[:2] for entry in outline(tree_of(PAGE))] == [
        (0, "One"),
        (1, "Two"),
        (2, "Deep"),
        (1, "One"),
        (0, "셋"),
    ]


def test_ids_are_those_of_titles_and_labels(tree_of: Read) -> None:
    ids = {title: ids for _, title, ids in outline(tree_of(PAGE))}
    assert ids["Two"][:3] == ["two", "sec-zwei", "sec-two"] or ids["Two"][0] == "two"
    assert {"sec-two", "sec-zwei"} <= set(ids["Two"])


def test_a_heading_within_a_block_opens_no_section(tree_of: Read) -> None:
    made = tree_of("# A\n\n> ## B\n> :label:`sec_b`\n>\n> Words.\n")
    (rubric,) = made.findall(nodes.rubric)
    assert rubric.astext() == "1.1. B"
    assert rubric["ids"] == ["sec-b"]
    assert len(list(made.findall(nodes.section))) == 1


def test_nodes_know_their_lines(tree_of: Read) -> None:
    made = tree_of(PAGE)
    paragraph = list(made.findall(nodes.paragraph))[-1]
    assert (paragraph.source, paragraph.line) == ("page.md", 12)
