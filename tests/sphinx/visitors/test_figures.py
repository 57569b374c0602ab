from io import BytesIO

import pytest
from docutils import nodes
from PIL import Image

from tests.projects import PNG
from tests.sphinx.conftest import Build, Read


def test_a_figure_has_caption_size_label_and_description(tree_of: Read) -> None:
    made = tree_of("# A\n\n![A *red* box.](img/a%20b.png)\n:width:`50%`\n:label:`fig_box`\n")
    (figure,) = made.findall(nodes.figure)
    image, caption = figure
    assert (image["uri"], image["alt"], image["width"]) == ("img/a b.png", "A red box.", "50%")
    assert [child.astext() for child in caption] == ["A ", "red", " box."]
    assert (figure["number"], "fig-box" in figure["ids"]) == ("1.1", True)


def test_a_picture_without_words_has_no_caption(tree_of: Read) -> None:
    (figure,) = tree_of("# A\n\n![](img/a.png)\n").findall(nodes.figure)
    assert [type(child) for child in figure] == [nodes.image]
    assert figure["number"] == ""


def test_a_picture_in_a_line_stays_there(tree_of: Read) -> None:
    made = tree_of("# A\n\nThis ![icon](img/a.png) here.\n")
    (image,) = made.findall(nodes.image)
    assert isinstance(image.parent, nodes.paragraph)
    assert image["alt"] == "icon"


def test_descriptions_name_what_captions_refer_to(tree_of: Read) -> None:
    said = ":numref:`fig_b`, :code:`C`, by :cite:`kim2020`"
    made = tree_of(f"# A\n\n![{said}.](img/a.png)\n:label:`fig_b`\n\nx ![{said}](img/a.png)\n")
    descriptions = [image["alt"] for image in made.findall(nodes.image)]
    assert descriptions == ["Fig.\u00a01.1, C, by (김철수 and 이영희, 2020).", descriptions[0][:-1]]


def test_a_folder_is_no_picture(build_book: Build) -> None:
    book = build_book({"page": "# A\n\n![One.](..)\n\nx ![](.)\n"})
    assert book.body("page").css_first("figcaption") is not None


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_a_picture_that_is_not_there_is_its_description(builder: str, build_book: Build) -> None:
    page = "# A\n\n![One.](no.svg)\n\nx ![two](no.webp) <img src='no.png' alt='three'>\n"
    book = build_book({"page": page}, builder)
    shown = book.body("page").text() if builder == "html" else book.chapter("A")
    for part in ("One.", "two", "three"):
        assert part in shown
    assert "no.svg" not in shown and "no.png" not in shown


def test_a_picture_that_is_not_there_is_named_by_its_line(build_book: Build) -> None:
    book = build_book({"page": "# A\n\n![One.](img/none.png)\n"}, "dummy")
    assert "page.md:3: WARNING: image file not readable: img/none.png" in book.messages


def test_pictures_keep_their_places_until_they_are_loaded(build_book: Build) -> None:
    drawn = BytesIO()
    Image.new("L", (40, 20)).save(drawn, "PNG")
    marks = {"![](img/a.png)": ("40", "20"), "![](img/a.png)\n:width:`50%`": (None, None)}
    marks |= {"![](img/b.svg)\n:width:`100px`": ("100", "25"), "![](img/b.svg)": ("16", "4")}
    marks |= {"![](img/c.svg)\n:width:`90px`": ("90", "30"), "![](img/c.svg)": (None, None)}
    images = {
        "a.png": drawn.getvalue(),
        "b.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="12pt" height="3pt"/>',
        "c.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"/>',
    }
    book = build_book({"page": "# A\n\n" + "\n\n".join(marks)}, images=images)
    shown = book.body("page").css("img")
    sizes = [(img.attributes.get("width"), img.attributes.get("height")) for img in shown]
    assert sizes == list(marks.values())


@pytest.mark.parametrize("size", ['width="auto"', 'style="height: calc(1px + 2%)"', "width='-3'"])
def test_a_size_that_docutils_does_not_know_is_left_out(size: str, build_book: Build) -> None:
    page = f"# A\n\n<img src=img/p.png {size}>\n"
    for builder in ("html", "latex"):
        build_book({"page": page}, builder, {"p.png": PNG})
    body = build_book({"page": page}, "html", {"p.png": PNG}).body("page")
    assert body.css_first("img").attributes["width"] == "1"
