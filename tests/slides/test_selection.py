from pathlib import Path

import pytest

from ninbook.document.document import Document
from ninbook.document.nodes import Node, text_of
from ninbook.slides.selection import Code, Text, for_slides, has_marks, select, without_comments


def blocks(text: str) -> list[Node]:
    document = Document(Path("a.md"), Path("a.md"), text)
    nodes = []
    for _, node in document.blocks_in_tab(None, None):
        if node.type == "cell":
            node.attrs |= {"source": node.content, "number": len(nodes)}
        nodes.append(node)
    return nodes


def selected(text: str) -> list[tuple[bool, list[tuple[str, str]]] | str]:
    """What is chosen: for text whether it begins a slide, and type and text of each block."""
    return [
        part.source
        if isinstance(part, Code)
        else (part.begins, [(b.type, b.text or b.content) for b in part.blocks])
        for part in select(blocks(text))
    ]


@pytest.mark.parametrize(
    ("text", "begins", "chosen"),
    [
        ("No [**a point.**] more", True, [("paragraph", "A point")]),
        ("(**one**) text (**two, **)", False, [("paragraph", "One"), ("paragraph", "Two")]),
        ("(**we**) (~~should~~) (**train.**)", False, [("paragraph", "We should train")]),
        ("(**one.**) (**two**)", False, [("paragraph", "One"), ("paragraph", "Two")]),
        ("(**a**) b [**c**]", True, [("paragraph", "A"), ("paragraph", "C")]),
        ("## [**Part**]\n\n(~~---~~)\n\ntext", True, [("heading", "Part")]),
        ("## The [**part**]", True, [("heading", "Part")]),
        ("[**Part**]\n\n(~~---~~)", True, [("heading", "Part")]),
        ("(**a\n\nb**)", False, [("paragraph", "A"), ("paragraph", "B")]),
        ("(**$x$ of two\nlines.**)", False, [("paragraph", "$x$ of two lines")]),
        (
            "(**so $$y$$ holds**)",
            False,
            [("paragraph", "So"), ("math_block", "y"), ("paragraph", "Holds")],
        ),
        ("(**![c](a.svg)**)", False, [("paragraph", "c")]),
        ("1. (**a**)\n2. b\n", False, [("ordered_list", "A")]),
        ("(**\n\n- a\n- b\n\n**)", False, [("bullet_list", "ab")]),
        ("- (**a\n- b**)\n- c", False, [("bullet_list", "AB")]),
        ("> (**a**)", False, [("blockquote", "A")]),
        ("[**a**](https://d2l.ai) (**b**)", False, [("paragraph", "B")]),
    ],
)
def test_marks(text: str, begins: bool, chosen: list[tuple[str, str]]) -> None:
    ((has_begun, found),) = selected(text)  # type: ignore[misc]
    assert has_begun == begins
    assert [(kind, " ".join(shown.split())) for kind, shown in found] == [
        (kind, shown) for kind, shown in chosen
    ]


def test_marks_span_all_kinds_of_blocks() -> None:
    text = (
        "A (**b\n\n| c |\n|---|\n| d |\n\n: E.\n\n$$f$$\n\n![g](g.svg)\n\n"
        "```{.python .input}\nh = 1\n```\n\n- i\n\nj.**) k\n"
    )
    before, code, after = select(blocks(text))
    assert isinstance(before, Text) and isinstance(code, Code) and isinstance(after, Text)
    assert [block.type for block in before.blocks] == [
        "paragraph",
        "table",
        "math_block",
        "paragraph",
    ]
    assert code.source == "h = 1"
    assert [block.text for block in after.blocks] == ["i", "J"]


def test_each_text_between_cells_may_begin_a_slide() -> None:
    cell = "```{.python .input}\nx = 1\n```"
    text = f"(**a**)\n\n{cell}\n\n[**b**]\n\n{cell}\n\nno mark\n\n{cell}\n\n(**c**)"
    assert selected(text) == [
        (False, [("paragraph", "A")]),
        "x = 1",
        (True, [("paragraph", "B")]),
        "x = 1",
        "x = 1",
        (False, [("paragraph", "C")]),
    ]


def test_a_table_with_a_mark_is_chosen_whole() -> None:
    (part,) = select(blocks("| (**a**) | b |\n|---|---|\n| c | d |\n"))
    assert isinstance(part, Text)
    assert [text_of([cell]) for cell in part.blocks[0].find("table_cell")] == ["a", "b", "c", "d"]


def test_a_page_without_marks() -> None:
    assert not has_marks(blocks("A [**link**](https://d2l.ai), code `f(**a)`."))
    assert has_marks(blocks("(**![c](a.svg)**)"))


def test_code_without_output_is_joined() -> None:
    first, second = Node("cell"), Node("cell")
    output = {"output_type": "stream", "name": "stdout", "text": "1"}
    parts = for_slides(
        [Code(first, "a = 1"), Code(second, "a  #@save", [output]), Code(first, "b")]
    )
    assert [part.source for part in parts if isinstance(part, Code)] == ["a = 1\n\na", "b"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1  # one\n# two\ny = '# three'", "x = 1\ny = '# three'"),
        (
            "def f():  #@save\n    '''# doc'''\n    return 1",
            "def f():\n    '''# doc'''\n    return 1",
        ),
        ("%matplotlib inline\nx = (1", "%matplotlib inline\nx = (1"),
    ],
)
def test_comments_are_left_out(source: str, expected: str) -> None:
    assert without_comments(source) == expected
