from docutils import nodes

from tests.sphinx.conftest import Build, Read


def test_formulas_of_their_own_have_numbers_and_labels(tree_of: Read) -> None:
    made = tree_of("# A\n\n$$x$$\n\n$$y$$\n:eqlabel:`eq_y`\n:eqlabel:`eq_z`\n\nSee $z$.\n")
    first, second = made.findall(nodes.math_block)
    assert (first["label"], first["number"]) == ("page:0", "1.1")
    assert (second["labels"], second["number"]) == (["eq_y", "eq_z"], "1.2")
    assert {"equation-eq-y", "equation-eq-z"} <= set(made.ids)
    assert [formula.astext() for formula in made.findall(nodes.math)] == ["z"]


def test_a_formula_with_a_number_of_its_own_has_no_other(build_book: Build) -> None:
    page = "# A\n\n$$x \\tag{7}$$\n:eqlabel:`own`\n\n:eqref:`own`\n"
    body = build_book({"page": page}).body("page")
    assert body.css_first(".eqno").text().rstrip("#") == "(7)"
    assert body.css_first("math").attributes["alttext"] == "x"
    assert body.css_first("p a.reference").text() == "(7)"


def test_formulas_with_labels_in_hangul_have_anchors_of_their_own(build_book: Build) -> None:
    page = "# A\n\n$$x$$\n:eqlabel:`식_가`\n\n$$y$$\n:eqlabel:`식_나`\n\n:eqref:`식_나`\n"
    body = build_book({"page": page}).body("page")
    first, second = (element.attributes["id"] for element in body.css("[id^=equation]"))
    assert first != second
    assert body.css_first("p a.reference").attributes["href"] == f"#{second}"
