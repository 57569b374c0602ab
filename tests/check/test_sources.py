from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ninbook.check import references, sources
from ninbook.check.sources import check_sources
from ninbook.document.document import Document
from ninbook.files.memory import Memory
from ninbook.problems import Found, Problem
from ninbook.source import Book
from tests.editing import edit

CELL = "```{.python .input}\n"


def found_in(folder: Path) -> list[str]:
    return [str(problem) for problem in check_sources(Book.open(folder))]


def test_the_chapter_has_no_problem(chapter_copy: Path) -> None:
    assert found_in(chapter_copy) == []


PROBLEMS = [
    ("## B\n:label:`sec_page`", "4: label 'sec_page' is already defined at chapter/page.md:2"),
    (
        "## B\n:label:`b`\n\n$$x$$\n:eqlabel:`b`",
        "7: label 'b' is already defined at chapter/new.md:4",
    ),
    (
        "As in\n:numref:`sec_pages`.",
        "4: label 'sec_pages' is not defined; did you mean 'sec_page'?",
    ),
    ("By :eqref:`eq_doubles`.", "3: label 'eq_doubles' is not defined; did you mean 'eq_double'?"),
    (":ref:`xyzzy`", "3: label 'xyzzy' is not defined; define it or correct the name"),
    (
        "See :cite:`Lin.Chen.Yan.2013, Lin.Chen.Yan.2014`.",
        "3: BibTeX key 'Lin.Chen.Yan.2014' is not in references.bib; "
        "did you mean 'Lin.Chen.Yan.2013'?",
    ),
]


@pytest.mark.parametrize(("text", "expected"), PROBLEMS)
def test_a_problem_is_named_by_file_and_line(text: str, expected: str, book_folder: Path) -> None:
    (book_folder / "chapter" / "new.md").write_text(f"# A\n\n{text}\n", encoding="utf-8")
    assert found_in(book_folder) == [f"chapter/new.md:{expected}"]


def test_all_problems_of_all_pages_are_found_in_one_run_and_sorted(book_folder: Path) -> None:
    text = "# A\n:end_tab:\n:numref:`xyzzy`\n![](b.svg)\n```{.output}\n```\n```\n"
    names = ("zebra.md", "ant.md", "chapter/new.md")
    for name in names:
        (book_folder / name).write_text(text)
    (book_folder / "broken.md").write_bytes(b"\xff")
    places = [f"{name}:{line}" for name in names for line in (2, 3, 4, 5, 7)]
    found = [problem.split(": ", 1)[0] for problem in found_in(book_folder)]
    assert found == sorted([*places, "broken.md:1"])


def test_a_book_without_tabs_needs_no_names(book_folder: Path) -> None:
    edit(book_folder / "config.ini", "pytorch, mxnet, tensorflow, jax", "")
    (book_folder / "chapter" / "page.md").write_text(
        f"# A\n:label:`sec_page`\n\n{CELL}x\n```\n\n{CELL}y\n```\n"
    )
    assert found_in(book_folder) == []


def test_citations_need_a_bibliography(book_folder: Path) -> None:
    (book_folder / "references.bib").unlink()
    assert found_in(book_folder) == [
        "chapter/page.md:9: citation, but [pdf] bibfile of config.ini references.bib doesn't exist"
    ]
    edit(book_folder / "config.ini", "bibfile = ../../references.bib", "bibfile =")
    assert found_in(book_folder) == [
        "chapter/page.md:9: citation, but [pdf] bibfile of config.ini is not set"
    ]


def test_a_bibliography_is_read_again_only_when_it_changed(
    book_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, memory = Book.open(book_folder), Memory(None)
    file = book_folder / "references.bib"
    file.write_text(file.read_text().replace("title", "subtitle"))
    said = [str(problem) for problem in check_sources(book, memory)]
    assert said == ["references.bib:1: warning: entry Lin.Chen.Yan.2013 has no title"]
    with monkeypatch.context() as patched:
        patched.setattr(references, "parse_file", lambda *_, **__: pytest.fail("it was read"))
        assert [str(problem) for problem in check_sources(book, memory)] == said
    file.write_text(file.read_text().replace("subtitle", "title"))
    assert check_sources(Book.open(book_folder), memory) == []


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
    edit(checked / "config.ini", "mxnet, tensorflow, jax", "mxnet, tensorflow")
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
    assert ["doesn't exist" in problem for problem in found_in(book_folder)] == [True] * is_file


@pytest.mark.parametrize("entry", ["chapter/page.md/x", "loop", "/page", "a\x7fb"])
def test_contents_that_name_no_file_are_named(book_folder: Path, entry: str) -> None:
    (book_folder / "loop.md").symlink_to("loop.md")
    edit(book_folder / "index.md", "chapter/page\n", f"chapter/page\n{entry}\n")
    problems = found_in(book_folder)
    assert any(f"page {entry}.md doesn't exist" in problem for problem in problems)
