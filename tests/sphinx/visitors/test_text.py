import pytest
from docutils import nodes

from ninbook.sphinx.visitors.elements import HtmlBlock
from tests.sphinx.conftest import Read


def body_of(document: nodes.document) -> str:
    """The first section's content as XML, without ids and the places of nodes."""
    section = next(document.findall(nodes.section))
    return "".join(child.asdom().toxml() for child in section[1:])


@pytest.mark.parametrize(
    ("markdown", "xml"),
    [
        ("*a* **b** `c d`", "<emphasis>a</emphasis> <strong>b</strong> <literal>c d</literal>"),
        ("**`c` and $x$**", "<strong><literal>c</literal> and <math>x</math></strong>"),
        ("one\ntwo", "one\ntwo"),
        ('"one" -- it\'s...', "“one” – it’s…"),
        ('`"one" --`', "<literal>&quot;one&quot; --</literal>"),
    ],
)
def test_inlines(tree_of: Read, markdown: str, xml: str) -> None:
    assert body_of(tree_of(f"# A\n\n{markdown}\n")) == f"<paragraph>{xml}</paragraph>"


def test_lists_nest_and_keep_their_first_number(tree_of: Read) -> None:
    made = tree_of("# A\n\n3. a\n   - b\n\n     c\n4. d\n")
    (ordered,) = made.findall(nodes.enumerated_list)
    assert (ordered["start"], ordered["enumtype"], ordered["suffix"]) == (3, "arabic", ".")
    assert [item.astext() for item in ordered] == ["a\n\nb\n\nc", "d"]
    (inner,) = ordered.findall(nodes.bullet_list)
    assert len(inner[0].children) == 2


def test_a_definition_list_has_terms_and_definitions(tree_of: Read) -> None:
    (made,) = tree_of("# A\n\nTerm\n: One.\n\nOther\n: Two.\n").findall(nodes.definition_list)
    assert [[part.astext() for part in item] for item in made] == [
        ["Term", "One."],
        ["Other", "Two."],
    ]


def test_code_has_its_language(tree_of: Read) -> None:
    made = tree_of("# A\n\n```bash\nls\n```\n\n```{#x .json}\n{}\n```\n\n    indented\n")
    blocks = list(made.findall(nodes.literal_block))
    assert [block["language"] for block in blocks] == ["bash", "json", "default"]
    assert [block.astext() for block in blocks] == ["ls", "{}", "indented"]


def test_what_only_slides_show_is_gone(tree_of: Read) -> None:
    made = tree_of("# A\n\n[**Kept.**] (~~gone~~)Words.\n\n(~~All of it.~~)\n\nEnd.\n")
    assert [paragraph.astext() for paragraph in made.findall(nodes.paragraph)] == [
        "Kept. Words.",
        "End.",
    ]


def test_a_rule_may_stand_anywhere(tree_of: Read) -> None:
    made = tree_of("# A\n\n---\n\n***\n")
    assert [node["tag"] for node in made.findall(HtmlBlock)] == ["hr", "hr"]
