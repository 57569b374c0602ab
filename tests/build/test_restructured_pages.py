"""Pages in reStructuredText are numbered, referred to and listed as those in Markdown."""

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from ninbook.cli import main

FILES = {
    "config.ini": (
        "[project]\nname = b\ntitle = B\n"
        "[build]\nnotebooks = *.md\nrsts = *.rst\noutput_dir = build\n"
    ),
    "index.md": "# Book\n\n```toc\n:numbered:\n\na\nr\nb\n```\n",
    "a.md": "# A\n\n:numref:`sec_r`, :ref:`sec_r2`, :numref:`fig_r`, :eqref:`eq_r`, [R](r.md).\n",
    "b.md": "# B\n:label:`sec_b`\n\n$$b$$\n:eqlabel:`eq_b`\n",
    "c.md": "# C\n\n## Part\n",
    "r.rst": """\
.. _sec_r:

R *page*
========

:numref:`sec_b` and :eq:`eq_b`, :eq:`eq_r`.

.. _fig_r:

.. figure:: p.png

   Picture.

.. math:: a = b
   :label: eq_r

.. _sec_r2:

Part
----

.. toctree::

   c
""",
}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def text_of(page: Path) -> str:
    article = LexborHTMLParser(page.read_text()).css_first("article")
    return " ".join(article.text().split())


def test_a_page_in_restructured_text_is_numbered(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--no-outputs"]) == 0
    assert capsys.readouterr().out == "0 problems in 4 pages\n"
    assert main(["build", "html", "ipynb", "--no-eval"]) == 0
    assert "Section 2, Part, Fig. 2.1, (2.1), R." in text_of(book / "build/html/a.html")
    for part in ("2. R page", "Section 3 and (3.1), (2.1).", "Fig. 2.1 Picture.", "2.1. Part"):
        assert part in text_of(book / "build/html/r.html")
    assert "2.1.1. C" in text_of(book / "build/html/c.html")
    cells = json.loads((book / "build/ipynb/a.ipynb").read_text())["cells"]
    assert "Section\u00a02, Part, Fig.\u00a02.1, (2.1), R." in "".join(cells[-1]["source"])


def test_what_is_wrong_with_its_names_is_said(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (book / "r.rst").write_text(FILES["r.rst"].replace("fig_r", "sec_b").replace("   c", "   d"))
    assert main(["check", "--no-outputs"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert any(line.startswith("a.md:3: label 'fig_r' is not defined;") for line in said)
    assert any(line.startswith("c.md:1: this page is in no table of contents;") for line in said)
    assert "r.rst:24: page d.md doesn't exist" in said
    assert any(line.endswith("label 'sec_b' is already defined at b.md:2") for line in said)
