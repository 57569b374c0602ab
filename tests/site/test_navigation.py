from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from furo.navigation import get_navigation_tree
from selectolax.lexbor import LexborHTMLParser
from sphinx import addnodes
from sphinx.util.docutils import docutils_namespace

from ninbook.site.navigation import marked
from tests.projects import build_project
from tests.site.conftest import write_project

PAGES = {
    "index": """\
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
    "a/index": f'A <&> ``"B" class=``\n{20 * "="}\n\n.. toctree::\n\n   one\n   deep/index\n',
    "a/one": "One\n===\n\nPart\n----\n\nText.\n",
    "a/deep/index": "Deep\n====\n\n.. toctree::\n\n   leaf\n   ../one\n",
    "a/deep/leaf": "Leaf\n====\n\nText.\n",
    "alone": "Alone\n=====\n\nText.\n",
    "b c": "Blank\n=====\n\nText.\n",
    "orphan": ":orphan:\n\nOrphan\n======\n\nText.\n",
}


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("navigation")
    write_project(folder, PAGES)
    app, _ = build_project(folder)
    with docutils_namespace():
        addnodes.setup(app)  # what the theme's own tree is made of
        yield app.builder


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


def test_a_book_without_contents_has_no_tree(build_site: Callable[..., Path]) -> None:
    site = build_site({"index": "Start\n=====\n\nText.\n"})
    assert "toctree-l1" not in (site / "index.html").read_text()
