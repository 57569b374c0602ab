from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ninbook.check import sources
from ninbook.check.sources import check_sources
from ninbook.document.document import Document
from ninbook.files.memory import Memory
from ninbook.problems import Found, Problem
from ninbook.source import Book
from tests.editing import edit

CELL = "```{.python .input}\n"
LOADER = f"{CELL}%load_ext d2lbook.tab\ntab.interact_select(['jax'])\n```\n"


def found_in(folder: Path) -> list[str]:
    return [str(problem) for problem in check_sources(Book.open(folder))]


def test_a_clean_book_has_no_problem(book_folder: Path) -> None:
    assert found_in(book_folder) == []


def test_the_chapter_has_no_problem(chapter_copy: Path) -> None:
    assert found_in(chapter_copy) == []


PROBLEMS = {
    "slide mark alone": (
        "# A\n\nA (**bold** word).\n",
        "3: warning: stock d2lbook fails here: slide mark (** without its partner (**...**) "
        "in the text around it; add that, or a space within the mark",
    ),
    "unknown tab of a cell": (
        f"# A\n\n{CELL}\n%%tab pytorch, tensorlow\nx\n```\n",
        "5: unknown tab 'tensorlow'; did you mean 'tensorflow'?",
    ),
    "unknown tab of a cell, in the older way": (
        f"# A\n\n{CELL}#@tab caffe\nx\n```\n",
        "4: unknown tab 'caffe'; choose from pytorch, mxnet, tensorflow, jax, all",
    ),
    "unknown tab of a text": (
        "# A\n\n:begin_tab:`jaxx`\nWords.\n:end_tab:\n",
        "3: unknown tab 'jaxx'; did you mean 'jax'?",
    ),
    "unclosed fence": (
        f"# A\n\n{CELL}%%tab jax\nx\n",
        "3: code fence is never closed; add a line with ```",
    ),
    "fence closed by another": (
        f"# A\n\n`{CELL}%%tab jax\nx\n```\n",
        "3: code fence is never closed; add a line with ````",
    ),
    "output left": (
        f"# A\n\n{CELL}%%tab jax\nx\n```\n\n```{{.json .output n=1}}\n[]\n```\n",
        "8: output left in the source; delete this block",
    ),
    "unclosed tab block": (
        "# A\n\n:begin_tab:`jax`\nWords.\n",
        "3: :begin_tab: is never closed; add :end_tab:",
    ),
    "tab block closed by the next": (
        "# A\n:begin_tab:`jax`\nWords.\n:begin_tab:`mxnet`\nWords.\n:end_tab:\n",
        "2: warning: :begin_tab: is not closed before the next one; add :end_tab: above that one",
    ),
    "stray end": ("# A\n\nWords.\n:end_tab:\n", "4: :end_tab: without :begin_tab:"),
    "label of another page": (
        "# A\n\n## B\n:label:`sec_page`\n",
        "4: label 'sec_page' is already defined at chapter/page.md:2",
    ),
    "label of the same page": (
        "# A\n:label:`sec_a`\n\n$$x$$\n:eqlabel:`sec_a`\n",
        "5: label 'sec_a' is already defined at chapter/new.md:2",
    ),
    "undefined label": (
        "# A\n\nAs in\n:numref:`sec_pages`.\n",
        "4: label 'sec_pages' is not defined; did you mean 'sec_page'?",
    ),
    "undefined equation": (
        "# A\n\nBy :eqref:`eq_doubles`.\n",
        "3: label 'eq_doubles' is not defined; did you mean 'eq_double'?",
    ),
    "undefined label like no other": (
        "# A\n:ref:`xyzzy`\n",
        "2: label 'xyzzy' is not defined; define it or correct the name",
    ),
    "missing image": (
        "# A\n\n![Words](../img/circle.svg)\n",
        "3: image ../img/circle.svg doesn't exist",
    ),
    "missing key": (
        "# A\n\nSee :cite:`Lin.Chen.Yan.2013, Lin.Chen.Yan.2014`.\n",
        "3: BibTeX key 'Lin.Chen.Yan.2014' is not in references.bib; "
        "did you mean 'Lin.Chen.Yan.2013'?",
    ),
    "missing page": (
        "# A\n\n```toc\n:maxdepth: 2\n\n\nno_page\n```\n",
        "7: page no_page.md doesn't exist",
    ),
}


@pytest.mark.parametrize(("page", "expected"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_a_problem_is_named_by_file_and_line(page: str, expected: str, book_folder: Path) -> None:
    (book_folder / "chapter" / "new.md").write_text(page, encoding="utf-8")
    assert found_in(book_folder) == [f"chapter/new.md:{expected}"]


UNSEEN = {
    "fence that the next cell runs into": (
        f"# A\n\n{CELL}%%tab jax\nx\n\n{CELL}%%tab jax\ny\n```\n",
        3,
    ),
    "cell in a tab block": (
        f"# A\n\n:begin_tab:`jax`\nWords.\n\n{CELL}%%tab jax\nx\n```\n:end_tab:\n",
        6,
    ),
    "tab character in a choice of tabs": (
        f"# A\n\n{CELL}%%tab jax\nif tab.selected('jax'):\n\tx\n```\n",
        6,
    ),
    "cell without a line": (f"# A\n\n{CELL}```\n", 3),
}


@pytest.mark.parametrize(("page", "line"), UNSEEN.values(), ids=UNSEEN.keys())
def test_what_d2lbook_cannot_read_is_named(page: str, line: int, book_folder: Path) -> None:
    (book_folder / "chapter" / "new.md").write_text(page, encoding="utf-8")
    assert [found.split(": ")[0] for found in found_in(book_folder)] == [f"chapter/new.md:{line}"]


def test_text_that_is_not_utf8_is_named_by_file_and_line(book_folder: Path) -> None:
    (book_folder / "chapter" / "new.md").write_bytes(b"# A\n\nna\xefve\n")
    assert found_in(book_folder) == [
        "chapter/new.md:3: not valid UTF-8 (invalid continuation byte)"
    ]


def test_all_problems_of_all_pages_are_found_in_one_run(book_folder: Path) -> None:
    expected = []
    for number, (name, (page, message)) in enumerate(PROBLEMS.items()):
        if name == "label of the same page":
            continue  # its message names the file
        (book_folder / "chapter" / f"new{number:02}.md").write_text(page, encoding="utf-8")
        expected.append(f"chapter/new{number:02}.md:{message}")
    (book_folder / "broken.md").write_bytes(b"\xff")
    expected.insert(0, "broken.md:1: not valid UTF-8 (invalid start byte)")
    assert found_in(book_folder) == expected


def test_problems_of_one_page_come_by_line(book_folder: Path) -> None:
    text = "# A\n:end_tab:\n:numref:`xyzzy`\n![](b.svg)\n```{.output}\n```\n```\n"
    (book_folder / "chapter" / "new.md").write_text(text)
    assert [line.split(": ", 1)[0] for line in found_in(book_folder)] == [
        f"chapter/new.md:{line}" for line in (2, 3, 4, 5, 7)
    ]


@pytest.mark.parametrize("label", ["sec_lenet", "sec_alexnet", "fig_vgg", "chap_cnn"])
def test_labels_of_the_whole_book_are_known(label: str, book_folder: Path) -> None:
    (book_folder / "chapter" / "new.md").write_text(f"# A\n\n:numref:`{label}`\n")
    assert found_in(book_folder) == []


def test_a_page_with_one_tab_needs_its_name(book_folder: Path) -> None:
    page = book_folder / "chapter" / "new.md"
    page.write_text(f"# A\n\n{LOADER}\n{CELL}%%tab jax\nx\n```\n")
    assert found_in(book_folder) == []


def test_a_page_may_leave_all_its_cells_to_the_default_tab(book_folder: Path) -> None:
    (book_folder / "chapter" / "new.md").write_text(f"# A\n\n{CELL}x\n```\n\n{CELL}y\n```\n")
    assert found_in(book_folder) == []


def test_a_page_without_code_is_clean(book_folder: Path) -> None:
    (book_folder / "chapter" / "new.md").write_text("# A\n\nWords, `code` and $x$.\n")
    assert found_in(book_folder) == []


def test_a_book_without_tabs_needs_no_names(book_folder: Path) -> None:
    config = book_folder / "config.ini"
    edit(config, "pytorch, mxnet, tensorflow, jax", "")
    (book_folder / "chapter" / "page.md").write_text(
        f"# A\n:label:`sec_page`\n\n{CELL}x\n```\n\n{CELL}y\n```\n"
    )
    assert found_in(book_folder) == []


@pytest.mark.parametrize(
    "image", ["https://d2l.ai/_images/a.svg", "data:image/png;base64,AA==", "../img/square.svg"]
)
def test_images_elsewhere_are_left_alone(image: str, book_folder: Path) -> None:
    (book_folder / "chapter" / "new.md").write_text(f"# A\n\n![Words]({image})\n")
    assert found_in(book_folder) == []


def test_code_that_is_shown_but_no_cell_may_name_any_tab(book_folder: Path) -> None:
    (book_folder / "chapter" / "new.md").write_text("# A\n\n```\n%%tab caffe\nx\n```\n")
    assert found_in(book_folder) == []


def test_citations_need_a_bibliography(book_folder: Path) -> None:
    (book_folder / "references.bib").unlink()
    assert found_in(book_folder) == [
        "chapter/page.md:9: citation, but [pdf] bibfile of config.ini references.bib doesn't exist"
    ]
    config = book_folder / "config.ini"
    edit(config, "bibfile = ../../references.bib", "bibfile =")
    assert found_in(book_folder) == [
        "chapter/page.md:9: citation, but [pdf] bibfile of config.ini is not set"
    ]


@pytest.mark.parametrize(
    "broken",
    ["@article{a, title={A}}\n\n@article{a, title={B}}\n", "\n@article{a, title={A}\n"],
    ids=["key twice", "unclosed entry"],
)
def test_a_broken_bibliography_is_named(broken: str, book_folder: Path) -> None:
    (book_folder / "references.bib").write_text(broken)
    assert any(line.startswith("references.bib:") for line in found_in(book_folder))


def test_problems_print_as_file_line_message() -> None:
    assert str(Problem(Path("a", "b.md"), 3, "it is wrong")) == "a/b.md:3: it is wrong"
    assert str(Problem(Path("a.md"), 0, "it is wrong")) == "a.md:1: it is wrong"


PARTS = st.sampled_from(
    ["# T\n", "```{.python .input}\n", "```\n", "````\n", "%%tab jax\n", "%%tab ,\n", "x\n", "\n"]
    + [":begin_tab:`jax`\n", ":begin_tab:``\n", ":begin_tab:\n", ":end_tab:\n", "```toc\n", "é\x0c"]
    + [":label:`a`\n", ":numref:`a`\n", ":cite:`,`\n", "![](a.svg)\n", "![](../x)\n", "toc\n", "\r"]
    + ["$x_{a$\n", "$$\n", "<img src>\n", "[a](http://[)\n", "[a](%zz#\0)\n", "(**", "<!--", "- "]
    + ["x = (\n", "if tab.selected('a'):\n", ":width:`a`\n", "\\*`", "<!-- ninbook: a -->\n"]
)


@given(parts=st.lists(PARTS, max_size=12))
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # the page is written anew
)
def test_no_page_makes_the_check_fail(parts: list[str], book_folder: Path) -> None:
    text = "".join(parts)
    (book_folder / "chapter" / "new.md").write_text(text, encoding="utf-8", newline="")
    problems = check_sources(Book.open(book_folder))
    assert all(problem.path == Path("chapter/new.md") for problem in problems)
    assert all(1 <= problem.line <= text.count("\n") + 1 for problem in problems)


def test_order_of_problems_does_not_depend_on_the_order_of_pages(
    book_folder: Path,
) -> None:
    for name in ("zebra.md", "ant.md"):
        (book_folder / name).write_text(":end_tab:\n")
    assert [line.split(":")[0] for line in found_in(book_folder)] == ["ant.md", "zebra.md"]


PLACES = """\
# More
:label:`sec_more`

See :numref:`sec_page`, :cite:`Lin.Chen.Yan.2013`.

![A square.](../img/more.svg)
"""


@pytest.fixture
def checked(book_folder: Path) -> Path:
    """A book that was checked once, with what it found out in ``checked.json``."""
    (book_folder / "chapter/more.md").write_text(PLACES, encoding="utf-8")
    (book_folder / "img/more.svg").write_text("<svg/>")
    assert remembering(book_folder) == []
    return book_folder


def remembering(folder: Path) -> list[str]:
    memory = Memory(folder / "checked.json")
    found = check_sources(Book.open(folder), memory)
    memory.save()
    assert found == check_sources(Book.open(folder))
    return [str(problem) for problem in found]


def test_pages_that_did_not_change_are_not_searched_again(
    checked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[Path] = []

    def note(page: Document) -> Iterator[Found]:
        searched.append(page.path)
        return iter(())

    monkeypatch.setattr(sources, "_CHECKS", (note,))
    edit(checked / "chapter/page.md", "That is all.", "That was all.")
    memory = Memory(checked / "checked.json")
    assert check_sources(Book.open(checked), memory) == []
    assert searched == [Path("chapter/page.md")]


def test_a_remembered_page_is_checked_against_the_others(checked: Path) -> None:
    edit(checked / "chapter/page.md", ":label:`sec_page`", ":label:`sec_side`")
    (problem,) = [found for found in remembering(checked) if found.startswith("chapter/more.md")]
    assert problem.startswith("chapter/more.md:4: label 'sec_page' is not defined;")
    edit(checked / "chapter/page.md", ":label:`sec_side`", ":label:`sec_page`")
    assert remembering(checked) == []
    (checked / "img/more.svg").unlink()
    (checked / "references.bib").write_text("")
    found = remembering(checked)
    assert "chapter/more.md:6: image ../img/more.svg doesn't exist" in found
    assert any("'Lin.Chen.Yan.2013' is not in" in problem for problem in found)


def test_a_page_with_a_problem_of_its_own_is_named_each_time(checked: Path) -> None:
    (checked / "chapter/more.md").write_text(f"# More\n\n{CELL}%%tab caffe\nx\n```\n")
    problems = remembering(checked)
    assert any("unknown tab 'caffe'" in problem for problem in problems)
    assert remembering(checked) == problems


def test_other_tabs_are_another_question(checked: Path) -> None:
    config = checked / "config.ini"
    edit(config, "tabs = pytorch, mxnet, tensorflow, jax", "tabs = pytorch, mxnet, tensorflow")
    found = remembering(checked)
    assert any(problem.startswith("chapter/page.md:") and "'jax'" in problem for problem in found)


@pytest.mark.parametrize(
    ("address", "is_file"),
    [
        ("https://a.org/b.png", False),
        ("//a.org/b.png?from=https://c.org", False),
        ("data:image/png;base64,AA", False),
        ("//a/b.png", True),
        ("/img/square.svg", True),
    ],
)
def test_only_files_of_the_book_have_to_be_there(
    book_folder: Path, address: str, is_file: bool
) -> None:
    (book_folder / "chapter/more.md").write_text(f"# More\n\n![A]({address})\n")
    missing = [problem for problem in found_in(book_folder) if "doesn't exist" in problem]
    assert bool(missing) == is_file


@pytest.mark.parametrize("entry", ["chapter/page.md/x", "loop", "/chapter/page", "a\x7fb"])
def test_contents_that_name_no_file_are_named(book_folder: Path, entry: str) -> None:
    (book_folder / "loop.md").symlink_to("loop.md")
    edit(book_folder / "index.md", "chapter/page\n", f"chapter/page\n{entry}\n")
    problems = found_in(book_folder)
    assert any(f"page {entry}.md doesn't exist" in problem for problem in problems)
