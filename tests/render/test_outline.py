from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.util.docutils import docutils_namespace

from ninbook.render import outline

FIGURE = """\
.. _{name}:

.. figure:: none.svg

   Caption of {name}.

.. table:: Caption
   :name: table-{name}

   == ==
   a  b
   == ==

.. code-block:: python
   :caption: Code
   :name: code-{name}

   1

.. math:: 1
   :label: equation-{name}

"""
FILES = {
    "conf.py": "extensions = ['ninbook.build.extension']\nnumfig = True\nhtml_theme = 'furo'\n"
    "suppress_warnings = ['image']\nmath_number_all = True\n",
    "index.rst": "Start\n=====\n\n.. toctree::\n   :numbered:\n\n   a\n   b\n\n"
    + FIGURE.format(name="start"),
    "a.rst": "A\n=\n\n" + FIGURE.format(name="a1") + "Part\n----\n\n" + FIGURE.format(name="a2"),
    "b.rst": "B\n=\n\nSee :numref:`a2`.\n\n"
    ".. note::\n\n   .. figure:: none.svg\n\n      Inside.\n\n" + FIGURE.format(name="b1"),
}


def build(folder: Path) -> Any:
    with docutils_namespace():
        trees = folder / "trees"
        app = Sphinx(folder, folder, folder / "html", trees, "html", status=None, warning=None)
        app.build()
    return app.env


@pytest.fixture
def book(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def own_numbers(env: Any) -> dict[str, Any]:
    """The numbers that Sphinx gives from the doctrees."""
    given = env.toc_fignumbers
    outline._assign(TocTreeCollector(), env)
    own, env.toc_fignumbers = env.toc_fignumbers, given
    return dict(own)


def test_numbers_are_those_of_sphinx(book: Path) -> None:
    env = build(book)
    assert env.toc_fignumbers == own_numbers(env)
    assert set(env.toc_fignumbers) == {"index", "a", "b"}
    assert list(env.toc_fignumbers["a"]["figure"].values()) == [(1, 1), (1, 2)]
    assert "Caption of a1" in (book / "html" / "a.html").read_text()


def test_a_new_figure_changes_the_numbers_on_other_pages(book: Path) -> None:
    build(book)
    assert "Fig. 1.2" in (book / "html" / "b.html").read_text()
    (book / "a.rst").write_text("A\n=\n\n" + FIGURE.format(name="a2"))
    env = build(book)
    assert env.toc_fignumbers == own_numbers(env)
    assert "Fig. 1.1" in (book / "html" / "b.html").read_text()


def test_pages_that_did_not_change_are_not_read(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(book)
    read: list[str] = []
    get_doctree = BuildEnvironment.get_doctree

    def note(env: BuildEnvironment, docname: str) -> Any:
        read.append(docname)
        return get_doctree(env, docname)

    monkeypatch.setattr(BuildEnvironment, "get_doctree", note)
    (book / "a.rst").write_text(FILES["a.rst"] + "More.\n")
    build(book)
    assert "a" in read
    assert "b" not in read


def test_a_page_that_is_gone_is_forgotten(book: Path) -> None:
    build(book)
    (book / "b.rst").unlink()
    (book / "index.rst").write_text(FILES["index.rst"].replace("   b\n", ""))
    assert set(build(book).ninbook_outlines) == {"index", "a"}


def renumbered(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Grows whenever Sphinx numbers the figures."""
    times: list[bool] = []
    assign = outline._assign

    def note(*values: Any) -> list[str]:
        times.append(True)
        return assign(*values)

    monkeypatch.setattr(outline, "_assign", note)
    return times


def test_an_edit_to_prose_numbers_nothing(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = build(book).toc_fignumbers
    times = renumbered(monkeypatch)
    (book / "a.rst").write_text(FILES["a.rst"].replace("A\n=\n", "A\n=\n\nWords.\n\nMore.\n"))
    env = build(book)
    assert times == []
    assert env.toc_fignumbers == numbers
    assert "More." in (book / "html" / "a.html").read_text()
    assert "Fig. 1.2" in (book / "html" / "b.html").read_text()
    assert build(book).toc_fignumbers == own_numbers(env)


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("conf.py", "numfig = True", "numfig = True\nnumfig_secnum_depth = 0"),
        ("index.rst", "   :numbered:\n", ""),
        ("a.rst", "Part\n----\n\n", ""),
        ("b.rst", "Inside.", "Inside it."),
        ("b.rst", "      Inside.\n", ""),
    ],
)
def test_whatever_numbers_follow_from_makes_them_anew(
    book: Path, monkeypatch: pytest.MonkeyPatch, file: str, before: str, after: str
) -> None:
    build(book)
    times = renumbered(monkeypatch)
    assert before in FILES[file]
    (book / file).write_text(FILES[file].replace(before, after))
    env = build(book)
    assert times
    monkeypatch.undo()
    assert env.toc_fignumbers == own_numbers(env)
