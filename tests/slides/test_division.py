from ninbook.document.nodes import Node
from ninbook.slides.division import slides_of
from ninbook.slides.selection import Code


def test_of_a_long_output_slides_show_the_beginning() -> None:
    lines = [f"line {number}" for number in range(5000)]
    output = {"output_type": "stream", "text": "\n".join(lines)}
    (slide,) = slides_of([Code(Node("cell"), "f()", [output])], "Title")
    shown = slide.blocks[-1].content.split("\n")
    assert shown == [*lines[:60], "…"]


def test_pictures_of_any_type_and_errors_are_on_slides() -> None:
    outputs = [
        {"output_type": "display_data", "data": {"image/gif": "R0lG", "text/plain": "<Image>"}},
        {"output_type": "error", "traceback": ["ValueError: no"]},
    ]
    (slide,) = slides_of([Code(Node("cell"), "", outputs)], "Title")
    picture, error = slide.blocks
    assert picture.content == '<img src="data:image/gif;base64,R0lG" alt="">'
    assert error.content == "ValueError: no"
