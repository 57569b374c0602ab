from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from furo.navigation import get_navigation_tree
from selectolax.lexbor import LexborHTMLParser
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from ninbook.site.navigation import marked

FILES = {
    "conf.py": "extensions = ['ninbook.build.extension']\nhtml_theme = 'furo'\n",
    "index.rst": """\
Start
=====

.. toctree::
   :caption: First & last
   :numbered:

   a/index
   alone

.. toctree::
   :hidden:

   A title <b c>
   https://d2l.ai/
""",
    "a/index.rst": f'A <&> ``"B" class=``\n{20 * "="}\n\n.. toctree::\n\n   one\n   deep/index\n',
    "a/one.rst": "One\n===\n\nPart\n----\n\nText.\n",
    "a/deep/index.rst": "Deep\n====\n\n.. toctree::\n\n   leaf\n   ../one\n",
    "a/deep/leaf.rst": "Leaf\n====\n\nText.\n",
    "alone.rst": "Alone\n=====\n\nText.\n",
    "b c.rst": "Blank\n=====\n\nText.\n",
    "orphan.rst": ":orphan:\n\nOrphan\n======\n\nText.\n",
}
PAGES = [name.removesuffix(".rst") for name in FILES if name.endswith(".rst")]


def write(folder: Path) -> None:
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@contextmanager
def built(folder: Path) -> Iterator[Any]:
    with docutils_namespace():
        app = Sphinx(
            folder, folder, folder / "html", folder / "trees", "html", status=None, warning=None
        )
        app.build()
        yield app.builder


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("navigation")
    write(folder)
    with built(folder) as builder:
        yield builder


def seen(html: str) -> list[tuple[str, dict[str, object], str]]:
    """Return the elements of a tree, whatever the order of attributes and of their classes."""
    (body,) = LexborHTMLParser(html).css("body")
    return [
        (node.tag, {n: set(v.split()) if v else v for n, v in node.attributes.items()}, node.text())
        for node in body.traverse()
    ]


def expected_on(page: str, builder: Any) -> str:
    whole = {"collapse": False, "titles_only": True, "maxdepth": -1, "includehidden": True}
    return str(get_navigation_tree(builder._get_local_toctree(page, **whole)))


@pytest.mark.parametrize("page", [*PAGES, "search", "genindex"])
def test_the_tree_is_the_themes_own(page: str, builder: Any) -> None:
    tree = marked(builder.ninbook_navigation, builder.get_target_uri(page))
    assert seen(tree) == seen(expected_on(page, builder))
    assert tree in Path(builder.get_outfilename(page)).read_text()


def test_a_book_without_contents_has_no_tree(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(FILES["conf.py"])
    (tmp_path / "index.rst").write_text("Start\n=====\n\nText.\n")
    with docutils_namespace():
        out = tmp_path / "html"
        app = Sphinx(tmp_path, tmp_path, out, tmp_path / "trees", "html", status=None)
        app.build()
    assert "toctree-l1" not in (out / "index.html").read_text()
