import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninbook.slides.layout import (
    CODE_SIZES,
    CONTENT_HEIGHT,
    CONTENT_WIDTH,
    FIGURE_HEIGHT,
    Block,
    Slide,
    lay_out,
    text_height,
)


def code(lines: int, width: int = 20) -> Block:
    return Block("code", "\n".join(["x" * width] * lines))


def point(text: str) -> Block:
    return Block("point", text, lines=(text,))


def test_what_fits_stays_together_in_its_order() -> None:
    blocks = [point("One"), code(3), Block("note", "Where from")]
    (page,) = lay_out([Slide("Heading", blocks)])
    assert page.heading == "Heading"
    assert [block.kind for block in page.blocks] == ["point", "code", "note"]
    assert page.blocks[1].size == CODE_SIZES[0]


def test_what_does_not_fit_goes_on_under_the_same_heading() -> None:
    blocks = [point(f"Point {n}, " + "words " * 30) for n in range(9)]
    pages = list(lay_out([Slide("Heading", blocks)]))
    assert len(pages) > 1
    assert {page.heading for page in pages} == {"Heading"}
    assert [block for page in pages for block in page.blocks] == blocks


def test_long_code_gets_a_slide_of_its_own_rather_than_small_letters() -> None:
    pages = list(lay_out([Slide("Heading", [point("A point"), point("Another"), code(21)])]))
    assert [[b.kind for b in page.blocks] for page in pages] == [["point", "point"], ["code"]]
    assert CODE_SIZES[1] < pages[1].blocks[0].size < CODE_SIZES[0]


def test_long_code_begins_below_a_sentence_that_would_stand_alone() -> None:
    pages = list(lay_out([Slide("Heading", [point("A point"), code(22)])]))
    assert [[b.kind for b in page.blocks] for page in pages] == [["point", "code"], ["code"]]
    lines = [line for page in pages for line in page.blocks[-1].content.split("\n")]
    assert len(lines) == 22


def test_long_code_goes_on_with_a_function_within_a_function() -> None:
    lines = ["def f(x):", *["    x += 1"] * 5, "", "    def g():", *["        return x"] * 11]
    pages = list(
        lay_out([Slide("Heading", [point("words " * 20), Block("code", "\n".join(lines))])])
    )
    assert [[b.kind for b in page.blocks] for page in pages] == [["point", "code"], ["code"]]
    assert pages[1].blocks[0].content.startswith("    def g():")


def test_code_is_cut_between_definitions_rather_than_set_small() -> None:
    lines = ["def f():", *["    pass"] * 7, "", "class C:", *["    pass"] * 11]
    pages = list(lay_out([Slide("", [Block("code", "\n".join(lines))])]))
    assert [page.blocks[0].content[:5] for page in pages] == ["def f", "class"]
    assert {page.blocks[0].size for page in pages} == {CODE_SIZES[0]}


def test_points_of_one_list_leave_room_for_code() -> None:
    (page,) = lay_out([Slide("Heading", [*[point("A point")] * 6, code(3)])])
    assert page.blocks[-1].size == CODE_SIZES[0]


def test_code_too_long_for_a_slide_is_cut_where_something_begins() -> None:
    lines = [f"def f{n}():\n    return {n}\n" for n in range(16)]
    pages = list(lay_out([Slide("", [Block("code", "\n".join(lines))])]))
    assert len(pages) > 1
    parts = [page.blocks[0].content for page in pages]
    assert all(part.startswith("def ") for part in parts)
    assert "".join("".join(parts).split()) == "".join("".join(lines).split())


def test_wide_letters_take_twice_the_room() -> None:
    assert text_height(["가" * 60], 32) == text_height(["xx" * 60], 32)
    wide = code(1, 80)
    narrow = Block("code", "가" * 40)
    (page,) = lay_out([Slide("", [wide, narrow])])
    assert page.blocks[0].size == page.blocks[1].size < CODE_SIZES[0]


def test_a_picture_takes_what_is_left_and_leaves_room_for_its_note() -> None:
    picture = Block("picture", "<svg/>")
    (page,) = lay_out([Slide("", [point("A point"), code(2), picture])])
    assert 250 <= page.blocks[2].size < 460
    pages = list(lay_out([Slide("", [code(9), picture])]))
    assert [page.blocks[0].kind for page in pages] == ["code", "picture"]


def test_a_figure_keeps_a_lone_sentence_company() -> None:
    one, other = lay_out([Slide("Heading", [point("It shows"), Block("figure", "<svg>"), code(3)])])
    assert [block.kind for block in one.blocks] == ["point", "figure"]
    assert 400 < one.blocks[1].size < CONTENT_HEIGHT
    assert (other.heading, [block.kind for block in other.blocks]) == ("Heading", ["code"])


@pytest.mark.parametrize("above", [[], [code(4)]])
def test_a_picture_goes_on_with_the_sentence_that_would_be_alone(above: list[Block]) -> None:
    shown = Slide("Heading", [*above, Block("picture", "plot"), Block("note", "Where from")])
    *first, last = lay_out([shown, Slide("Heading", [point("It learns")])])
    assert [[b.kind for b in page.blocks] for page in first] == [["code"]] * len(above)
    assert [block.kind for block in last.blocks] == ["picture", "note", "point"]
    assert last.blocks[0].size > 300


def test_a_figure_has_a_slide_of_its_own() -> None:
    figure, words = Block("figure", "<svg/>"), point("A point")
    pages = list(lay_out([Slide("Heading", [words, words, figure, words, words, figure])]))
    assert [page.heading for page in pages] == ["Heading", "", "Heading", ""]
    assert [len(page.blocks) for page in pages] == [2, 1, 2, 1]
    assert pages[1].blocks[0].size == FIGURE_HEIGHT


@pytest.mark.parametrize(("notes", "least"), [([], FIGURE_HEIGHT), ([Block("note", "x")], 590)])
def test_a_high_picture_has_a_slide_without_heading(notes: list[Block], least: float) -> None:
    picture = Block("picture", "<svg/>", ratio=1.2)
    pages = list(lay_out([Slide("Heading", [code(2), picture, *notes, point("It learns")])]))
    assert [page.heading for page in pages] == ["Heading", "", "Heading"]
    assert [len(page.blocks) for page in pages] == [1, 1 + len(notes), 1]
    assert least <= pages[1].blocks[0].size <= FIGURE_HEIGHT


def test_a_heading_alone_is_a_slide() -> None:
    assert [page.heading for page in lay_out([Slide("Part two")])] == ["Part two"]


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 110)), min_size=1, max_size=4))
def test_no_code_is_higher_or_wider_than_its_slide(shapes: list[tuple[int, int]]) -> None:
    for page in lay_out([Slide("Heading", [code(*shape) for shape in shapes])]):
        height = sum(len(b.content.split("\n")) * 1.32 * b.size + 28 for b in page.blocks)
        assert height <= CONTENT_HEIGHT + 1
        for block in page.blocks:
            assert max(map(len, block.content.split("\n"))) * 0.61 * block.size <= CONTENT_WIDTH


@pytest.mark.parametrize("kind", ["point", "text", "code", "output", "picture", "figure", "note"])
def test_every_kind_has_a_place_even_if_it_is_huge(kind: str) -> None:
    block = Block(kind, "word " * 2000, lines=("word " * 2000,))  # type: ignore[arg-type]
    assert list(lay_out([Slide("", [block])]))
