from collections.abc import Mapping
from pathlib import Path

import pytest

from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.document.numbering import Numbering, numbered
from ninbook.document.outline import read_outlines
from ninbook.files.memory import Memory

INDEX = "# Book\n\n```toc\n:numbered:\n\npage\nother\n```\n"


def documents_of(pages: Mapping[str, str]) -> dict[Path, Document]:
    found = {}
    for name, text in {"index": INDEX, **pages}.items():
        path = Path(f"{name}.md")
        found[path] = Document(path, path, text)
    return found


def numbering_of(**pages: str) -> Numbering:
    documents = documents_of(pages)
    return Numbering(read_outlines(documents, documents.__getitem__))


def numbers_of(**pages: str) -> dict[str, str]:
    return {label: target.number for label, target in numbering_of(**pages).targets.items()}


def test_sections_figures_and_equations() -> None:
    numbering = numbering_of(
        page="# A `b`\n:label:`sec`\n\n![C $d$.](c.png)\n:label:`fig`\n\n$$e$$\n:eqlabel:`eq`\n"
    )
    section, figure, equation = (numbering.targets[label] for label in ("sec", "fig", "eq"))
    assert (section.kind, section.page, section.number) == ("section", Path("page.md"), "1")
    assert [node.type for node in section.title] == ["text", "code_span"]
    assert (figure.kind, figure.number, figure.text) == ("figure", "1.1", "C $d$.")
    assert (equation.kind, equation.number, equation.text) == ("equation", "1.1", "")
    assert numbering.title(Path("page.md")) == "1. A b"
    assert numbering.title(Path("index.md")) == "Book"


def test_pages_under_a_page_count_after_its_own_sections() -> None:
    found = numbers_of(
        page=(
            "# Chapter\n:label:`chapter`\n\n## Own\n:label:`own`\n\n```toc\nsub\n```\n\n"
            "## After\n:label:`after`\n"
        ),
        sub="# Sub\n:label:`sub`\n\n## Part\n:label:`part`\n\n### Deep\n:label:`deep`\n",
    )
    assert (found["chapter"], found["own"], found["after"]) == ("1", "1.1", "1.2")
    assert (found["sub"], found["part"], found["deep"]) == ("1.1.1", "1.1.1.1", "1.1.1.1.1")


def test_contents_may_number_to_a_depth() -> None:
    found = numbers_of(
        index="# Book\n\n```toc\n:numbered: 2\n\npage\n```\n",
        page="# A\n:label:`a`\n\n## B\n:label:`b`\n\n### C\n:label:`c`\n\n```toc\nsub\n```\n",
        sub="# D\n:label:`d`\n",
    )
    assert found == {"a": "1", "b": "1.1", "c": "", "d": ""}


def test_figures_and_tables_count_if_they_have_a_caption() -> None:
    numbering = numbering_of(
        page=(
            "# A\n\n![](a.svg)\n\n![No label.](a.svg)\n\n## B\n\n"
            "![One](b.svg)\n:label:`one`\n\n| x |\n|---|\n| 1 |\n\n: Caption.\n:label:`tab`\n\n"
            "![](c.svg)\n:label:`bare`\n\nText ![inline](c.svg) here.\n\n![D](d.svg)\n![E](e.svg)\n"
            "![Over two\nlines](f.svg)\n\n![Two](g.svg)\n:label:`two`\n"
        )
    )
    found = {label: (target.kind, target.number) for label, target in numbering.targets.items()}
    assert found["one"] == ("figure", "1.1.1")
    assert found["two"] == ("figure", "1.1.2")
    assert found["tab"] == ("table", "1.1.1")
    assert found["bare"] == ("block", "")


def test_captions_of_outputs_count_whether_there_is_an_output_or_not() -> None:
    cell = "```{.python .input}\nf()\n```"
    numbering = numbering_of(
        page=f"# A\n\n![B.](b.svg)\n\n{cell}\n\nFigure: C $d$.\n:label:`fig`\n\n"
        f"{cell}\n\nTable: E.\n:label:`tab`\n"
    )
    figure, table = numbering.targets["fig"], numbering.targets["tab"]
    assert (figure.kind, figure.number, figure.text) == ("figure", "1.2", "C $d$.")
    assert (table.kind, table.number, table.text) == ("table", "1.1", "E.")


def test_a_caption_over_two_lines_is_one() -> None:
    target = numbering_of(page="# A\n\n![Over two\nlines](f.svg)\n:label:`f`\n").targets["f"]
    assert (target.number, target.text) == ("1.1", "Over two lines")


FORMULAS = """# A

$$one$$

Words, $$two$$ and `$$none$$`.

$$
three
# B
$$
:eqlabel:`three`

(~~$$none$$~~)

- C
  $$four$$
  :eqlabel:`four`

1. Item

   $$five$$
   :eqlabel:`five`

(~~

$$none$$

~~)

$$six$$ :eqlabel:`six`

## D

$$seven$$ $$eight$$

:begin_tab:`jax`
$$nine$$
:eqlabel:`nine`
:end_tab:

\\begin{align}
ten
\\end{align}
:eqlabel:`eq:ten`
"""


def test_all_displayed_formulas_count_but_those_for_slides() -> None:
    found = numbers_of(page=FORMULAS)
    assert [found[label] for label in ("three", "four", "five", "six")] == [
        "1.3",
        "1.4",
        "1.5",
        "1.6",
    ]
    assert (found["nine"], found["eq:ten"]) == ("1.1.3", "1.1.4")


def test_a_copy_of_a_node_has_its_number() -> None:
    documents = documents_of({"page": "# A\n\n$$x$$ and $$y$$\n\n![B](a.png)\n\n- # C\n"})
    numbering = Numbering(read_outlines(documents, documents.__getitem__))
    page = documents[Path("page.md")]
    found = [
        numbering.number(page.path, Node.from_dict(node.to_dict()))
        for node in page.find("heading", "math_block", "figure")
    ]
    assert found == ["1", "1.1", "1.2", "1.1", ""]


def test_text_for_slides_is_no_part_of_a_title() -> None:
    numbering = numbering_of(page="# [**Bold**] (~~gone ~~)*title*\n:label:`a`\n")
    assert numbering.targets["a"].text == "Bold title"
    assert [node.type for node in numbering.targets["a"].title] == ["text", "text", "emphasis"]


def test_a_byte_order_mark_is_no_part_of_a_title() -> None:
    numbering = numbering_of(page="\ufeff# Marked\n:label:`a`\n", other="# After\n:label:`b`\n")
    assert (numbering.targets["a"].number, numbering.targets["b"].number) == ("1", "2")


def test_labels_may_hold_colons_and_are_found_in_whatever_case() -> None:
    numbering = numbering_of(page="# A\n:label:`Sec:A.b-c/d`\n")
    target = numbering.target("sec:a.B-c/d")
    assert target is not None
    assert target.number == "1"
    assert numbering.target("sec:b") is None


def test_code_is_not_looked_into() -> None:
    found = numbers_of(page="# A\n\n```python\n# B\n:label:`z`\n```\n\n## C\n:label:`c`\n")
    assert found == {"c": "1.1"}


def test_a_book_without_numbers_has_titles() -> None:
    numbering = numbering_of(
        index="# Book\n\n```toc\npage\n```\n", page="# A\n:label:`a`\n\n![B](b.png)\n:label:`b`\n"
    )
    assert numbering.targets["a"].number == ""
    assert numbering.targets["b"].number == "1"
    assert numbering.title(Path("page.md")) == "A"


def test_contents_have_the_pages_of_the_book() -> None:
    numbering = numbering_of(page="# A\n\n```toc\nsub.md\nmissing\n```\n", sub="# B\n", other="# C")
    index, page, sub, other = (Path(f"{n}.md") for n in ("index", "page", "sub", "other"))
    assert list(numbering.entries(index)) == [page, other]
    assert list(numbering.entries(page)) == [sub]


def test_contents_that_lead_in_a_circle_end() -> None:
    found = numbers_of(page="# A\n:label:`a`\n\n```toc\nindex\npage\n```\n", other="# B\n")
    assert found == {"a": "1"}


def test_the_digest_follows_numbers_and_titles_but_not_lines() -> None:
    text = "# A\n:label:`a`\n\nText.\n\n![B](b.png)\n:label:`b`\n"
    digest = numbering_of(page=text).digest
    assert numbering_of(page=text.replace("Text.", "Text.\nMore.")).digest == digest
    for old, new in (("![B", "![*B*"), ("# A", "# C"), ("Text.", "![D](d.png)")):
        assert numbering_of(page=text.replace(old, new)).digest != digest


def test_outlines_are_remembered_until_the_page_changes(tmp_path: Path) -> None:
    documents = documents_of({"page": "# A *b*\n:label:`a`\n", "other": "# B\n"})
    read: list[Path] = []

    def remembered(states: Mapping[str, str]) -> Numbering:
        def note(path: Path) -> Document:
            read.append(path)
            return documents[path]

        memory = Memory(tmp_path / "outlines.json")
        found = read_outlines(documents, note, memory, lambda path: states.get(path.stem, ""))
        memory.save()
        return Numbering(found)

    first = remembered({})
    assert len(read) == 3
    read.clear()
    second = remembered({})
    assert read == []
    assert second.digest == first.digest
    assert second.targets["a"].title == first.targets["a"].title
    remembered({"page": "changed"})
    assert read == [Path("page.md")]


@pytest.mark.parametrize(("number", "expected"), [("1.2", "1.2. A"), ("", "A")])
def test_a_heading_with_its_number(number: str, expected: str) -> None:
    assert numbered(number, "A") == expected
