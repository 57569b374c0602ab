from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from furo.navigation import get_navigation_tree

from tests.editing import edit
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
Build = Callable[[Path], Any]


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory, build_project: Build) -> Any:
    folder = tmp_path_factory.mktemp("navigation")
    write_project(folder, PAGES)
    return build_project(folder).builder


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("alone.rst", "Alone", "Alune"),
        ("alone.rst", "Text.", "Test."),
        ("index.rst", "First", "Front"),
        ("index.rst", "   :numbered:\n", ""),
        ("a/deep/index.rst", "   ../one\n", ""),
    ],
)
def test_the_tree_follows_changes(
    name: str, before: str, after: str, tmp_path: Path, build_project: Build
) -> None:
    write_project(tmp_path, PAGES)
    build_project(tmp_path)
    edit(tmp_path / name, before, after)
    builder = build_project(tmp_path).builder
    assert builder.ninbook_navigation.on("search.html") == expected_on("search", builder)


def expected_on(page: str, builder: Any) -> str:
    whole = {"collapse": False, "titles_only": True, "maxdepth": -1, "includehidden": True}
    return str(get_navigation_tree(builder._get_local_toctree(page, **whole)))


@pytest.mark.parametrize("page", [*PAGES, "search", "genindex"])
def test_the_tree_is_the_themes_own(page: str, builder: Any) -> None:
    expected = expected_on(page, builder)
    assert builder.ninbook_navigation.on(builder.get_target_uri(page)) == expected
    assert expected in Path(builder.get_outfilename(page)).read_text()


def test_a_book_without_contents_has_no_tree(build_site: Callable[..., Path]) -> None:
    site = build_site({"index": "Start\n=====\n\nText.\n"})
    assert "toctree-l1" not in (site / "index.html").read_text()
