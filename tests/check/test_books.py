"""Tests for the checks that look at a whole book: links, labels, contents; and at valid books."""

from collections.abc import Iterator, Mapping
from contextlib import chdir
from pathlib import Path
from unicodedata import normalize

import pytest

from ninbook.check.sources import check_sources
from ninbook.source import Book
from tests.reliability.conftest import CONFIG as SMALL

CONFIG = SMALL.replace("references.bib", "refs.bib")
INDEX = "# Case\n\n```toc\n:maxdepth: 1\n\npage\n```\n"
CELL = "```{.python .input}\n"
Pages = str | Mapping[str, str]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for a small book, which is the working directory."""
    (tmp_path / "refs.bib").write_text("@misc{Doe.2001, author={Doe}, title={A}, year={2001}}")
    (tmp_path / "config.ini").write_text(CONFIG)
    (tmp_path / "img").mkdir()
    (tmp_path / "other").mkdir()
    for name, start in (("img/a.svg", b"<svg/>"), ("img/a b.png", b"\x89PNG\r\n\x1a\n")):
        (tmp_path / name).write_bytes(start)
    for name in ("img/a.avif", "img/w.bmp", "img/a.pdf", "img/A.EPS", "other/a.svg"):
        (tmp_path / name).write_bytes(b"picture")
    with chdir(tmp_path):
        yield tmp_path


def found_in(folder: Path, pages: Pages) -> list[str]:
    """Returns the problems of a book, given its pages or the text of its only one."""
    pages = {"page": pages} if isinstance(pages, str) else pages
    for name, text in {"index": INDEX, **pages}.items():
        file = folder / f"{name}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return [f"{one.severity} {one}" for one in check_sources(Book.open(folder))]


VALID: Mapping[str, Pages] = {
    "bibliography": "# A\n\nAs :cite:`Doe.2001`.\n\n:bibliography:`refs.bib`\n",
    "cell of the default tab": f"# A\n\n{CELL}a\n```\n\n{CELL}#@tab jax\na\n```\n",
    "entry with its suffix": {"index": INDEX.replace("page", "page.md"), "page": "# A\n"},
    "entry with a title": {"index": INDEX.replace("page", "A page <page.md>"), "page": "# A\n"},
    "empty tab block": ":begin_tab:`pytorch`\nA\n:end_tab:\n\n:begin_tab:`jax`\n:end_tab:\n",
    "equation over lines": "$$\nf(x) = x\n$$\n:eqlabel:`eq_f`\n\n:eqref:`eq_f`\n",
    "HTML": "~~A~~ H<sub>2</sub>O a<br>b\n\n<img src='img/a.svg' width='50'>\n",
    "indented code": f"{CELL}%%tab all\nx\n```\n\n    indented = code\n\nEnd.\n",
    "role in a code span": "# A\n:label:`a`\n\n:numref:`a`, ``:numref:`b` ``, `:cite:`.\n",
    "label of a text behind a formula": "# A\n\nSo $$x$$ is\n:label:`a`\n\n:ref:`A <a>`\n",
    "label in whatever case": "# A\n:label:`Sec_A`\n\n:numref:`sec_a`\n",
    "labels of other d2l chapters": (
        "# A\n\n:numref:`sec_lenet`, :numref:`fig_vgg`, :numref:`chap_cnn`\n"
    ),
    "reference with a title": "# A\n:label:`a`\n\n:ref:`the start <a>`\n",
    "pictures with spaces": "![A](<img/a b.png>)\n\n![A](img/a%20b.png) a.\n",
    "links": {
        "page": (
            "# A\n:label:`sec:a`\n\n## A part, or two\n\n## A part, or two\n\n"
            "[a](ch/b.md) [b](#a-part-or-two-1) [c](ch/b.md#합성곱) [d](refs.bib) [e](#sec:a) "
            "[f](https://example.org/x.md#y) [g](mailto:a@b.org) [h](ch/../page.md#a)\n\n"
            '<a id="own"></a> [i](#own)\n'
        ),
        "ch/b": "# B\n\n## 합성곱\n\n[a](../page.md#a-part-or-two)\n",
    },
}


@pytest.mark.parametrize("pages", VALID.values(), ids=VALID.keys())
def test_valid_books_have_no_problem(pages: Pages, folder: Path) -> None:
    assert found_in(folder, pages) == []


@pytest.mark.parametrize(
    "named", ["refs.bib", "./refs.bib", "../../refs.bib", "../../img/../refs.bib"]
)
def test_a_bibliography_may_be_a_resource(named: str, folder: Path) -> None:
    (folder / "config.ini").write_text(CONFIG.replace("../../refs.bib", named))
    assert found_in(folder, VALID["bibliography"]) == []
    assert Book.open(folder).bibliography == Path("refs.bib")


PROBLEMS: Mapping[str, tuple[Pages, list[str]]] = {
    "built page": (
        {"page": "[a](c07.html#b) [b](c08.html)\n", "c07": "# C\n"},
        [
            "page.md:1: link to c07.html#b; write c07.md, which leads to the page in every form",
            "page.md:1: link to c08.html, but c08.html doesn't exist",
        ],
    ),
    "addresses in HTML": (
        '<a href="b.md">b</a> <a href="http://[">c</a>\n\n<p>\n<img src="c.svg"></p>\n',
        [
            "page.md:1: http://[ is not an address",
            "page.md:1: link to b.md, but b.md doesn't exist",
            "page.md:4: image c.svg doesn't exist",
        ],
    ),
    "pictures that LaTeX doesn't know": (
        "# A\n\n![A](img/a.avif)\n\n![A](img/w.bmp)\n",
        [
            "page.md:3: a PDF can't show img/a.avif; convert it to SVG, PNG or JPEG",
            "page.md:5: a PDF can't show img/w.bmp; convert it to SVG, PNG or JPEG",
        ],
    ),
    "pictures that browsers don't know": (
        "# A\n\n![A](img/a.pdf)\n\n![A](img/A.EPS)\n",
        [
            "page.md:3: the site can't show img/a.pdf; convert it to SVG, PNG or JPEG",
            "page.md:5: the site can't show img/A.EPS; convert it to SVG, PNG or JPEG",
        ],
    ),
    "picture that is no resource": (
        {"page": "# A\n\n![A](other/a.svg)\n", "other/b": "# B\n"},
        ["page.md:3: image other/a.svg won't be copied to the site; list it in [build] resources"],
    ),
    "label without a number": (
        "![](img/a.svg)\n:label:`a`\n\n:numref:`a`, :ref:`a`\n",
        ["page.md:4: label 'a' belongs to a picture without a caption, which has no number"],
    ),
    "entry twice": (
        {"index": INDEX.replace("page", "page\nother\npage.md"), "page": "# A\n", "other": "# B\n"},
        ["index.md:8: page page.md is already in the contents at index.md:6"],
    ),
    "circle": (
        {"page": "# A\n\n```toc\nother\n```\n", "other": "# B\n\n```toc\nindex\nother\n```\n"},
        [
            "other.md:4: page index.md already contains this page; contents can't be circular",
            "other.md:5: page other.md already contains this page; contents can't be circular",
        ],
    ),
}


@pytest.mark.parametrize(("pages", "expected"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_a_book_has_these_problems(pages: Pages, expected: list[str], folder: Path) -> None:
    assert found_in(folder, pages) == [f"problem {one}" for one in expected]


def test_decomposed_names_of_pages(folder: Path) -> None:
    name = normalize("NFD", "장")
    found = found_in(folder, {"index": INDEX.replace("page", "장"), name: "# A\n"})
    assert found == [
        "problem index.md:6: page 장.md doesn't exist; "
        "a file name differs only in its Unicode form",
        f"problem {name}.md:1: this file name is in Unicode form NFD; rename it in NFC",
    ]


def test_translations_are_checked_too(folder: Path) -> None:
    (folder / "config.ini").write_text(f"{CONFIG}\n[ninbook]\nlanguages = en, ko\n")
    pages = {
        "page": "# A\n\n## B\n\n[a](#b) [c](other.md#c)\n",
        "page.ko": "# 가\n\n## 나\n\n[a](#나) [b](#b) [c](other.ko.md#다) ``d`\n",
        "other": "# C\n",
        "other.ko": "# 다\n",
    }
    assert found_in(folder, pages) == [
        "problem page.ko.md:5: `` without the same number of ` after the code",
        "problem page.ko.md:5: link to #b, but this page has no such heading or label",
    ]
