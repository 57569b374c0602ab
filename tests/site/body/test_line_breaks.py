import pytest
from docutils import nodes

from ninbook.site.body.line_breaks import keep_together


def wrapped(*children: nodes.Node) -> list[str]:
    """The parts of a paragraph that stay together."""
    paragraph = nodes.paragraph("", "", *children)
    text = paragraph.astext()
    keep_together(paragraph)
    assert paragraph.astext() == text
    return [part.astext() for part in paragraph.findall(nodes.inline)]


def formula() -> nodes.math:
    return nodes.math("", "x")


def test_a_formula_stays_with_what_touches_it() -> None:
    assert wrapped(
        nodes.Text("See ("), formula(), nodes.Text(", "), formula(), nodes.Text(").")
    ) == [
        "(x,",
        "x).",
    ]
    assert wrapped(nodes.Text("값 "), formula(), nodes.Text("개입니다. 다음")) == ["x개입니다."]


def test_a_formula_between_spaces_is_left_alone() -> None:
    assert wrapped(nodes.Text("a "), formula(), nodes.Text(" b")) == []


@pytest.mark.parametrize(
    "word", ["네트워크(ResNet)도", "손실(", ")에서", "10.41%였습니다", "VGG-11"]
)
def test_words_that_browsers_break_stay_whole(word: str) -> None:
    assert wrapped(nodes.Text(f"앞 {word} 뒤")) == [word]


@pytest.mark.parametrize("word", ["합성곱과", "f(x)", "multiply-accumulates", "가(" + 30 * "나"])
def test_other_words_are_left_alone(word: str) -> None:
    assert wrapped(nodes.Text(f"앞 {word} 뒤")) == []


def test_elements_stay_whole() -> None:
    assert wrapped(nodes.Text("손실("), nodes.literal("", "a b"), nodes.Text(")을 ")) == [
        "손실(",
        ")을",
    ]
