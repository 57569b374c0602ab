import pytest
from sphinx.addnodes import toctree

from tests.sphinx.conftest import Build, Read


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", (-1, 0, None, False)),
        (":maxdepth: 2\n:numbered:\n", (2, 999, None, False)),
        (":numbered: 1\n:caption: Parts\n:hidden:\n", (-1, 1, "Parts", True)),
    ],
)
def test_a_table_of_contents_has_its_options(
    tree_of: Read, options: str, expected: tuple[object, ...]
) -> None:
    made = tree_of(f"# A\n\n```toc\n{options}\nother\n```\n", other="# B\n")
    (contents,) = made.findall(toctree)
    assert contents["entries"] == [(None, "other")]
    names = ("maxdepth", "numbered", "caption", "hidden")
    assert tuple(contents[name] for name in names) == expected


def test_an_entry_that_is_no_page_is_named_by_its_line(build_book: Build) -> None:
    book = build_book({"page": "# A\n\n```toc\n\nnone\n```\n"}, "dummy")
    assert "page.md:5: WARNING: the book has no page none.md" in book.messages
