"""The theme's list of all pages, made once and marked for each page.

Sphinx 9 and Furo make it anew for every page out of all titles of the book, by way of two trees of
objects. The time of a page then grows with the book, and that of the book with its square.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import defaultdict
from html import escape, unescape
from pathlib import Path
from typing import Any

import furo
import sphinx
from furo.navigation import get_navigation_tree
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from ninbook.files.memory import Memory

_TAG = re.compile(r"<(/?)(ul|li|a|input)\b[^>]*>")
_LINK = re.compile(r'<a class="reference internal" href="([^"]*)">')
_BOX = ' class="toctree-checkbox"'
_CHECKED = f' checked=""{_BOX}'
_PAGE = "search"
"""A page that is never in the tree."""


class Navigation:
    """A book's navigation tree, out of Furo's for a page in the root that isn't in it."""

    def __init__(self, tree: str) -> None:
        self._parts: list[str] = []
        self._links: dict[int, str] = {}
        """The addresses of the pages, by the parts that are links to them."""
        self._ways: dict[str, list[tuple[list[int], int]]] = defaultdict(list)
        """The links to an address, each after the lists and entries that it is in."""
        self._boxes: dict[int, int] = {}
        """The checkboxes, by their entries."""
        opened: list[int] = []
        end = 0
        for tag in _TAG.finditer(tree):
            self._parts += [tree[end : tag.start()], tag[0]]
            end, index = tag.end(), len(self._parts) - 1
            link = _LINK.fullmatch(tag[0])
            if link:
                self._links[index] = address = posixpath.normpath(unescape(link[1]))
                self._ways[address].append((list(opened), index))
            elif tag[2] == "input":
                self._boxes[opened[-1]] = index
            elif tag[2] != "a" and tag[1]:
                opened.pop()
            elif tag[2] != "a":
                opened.append(index)
        self._parts.append(tree[end:])

    def on(self, page: str) -> str:
        """Return the tree as a page shows it."""
        parts = list(self._parts)
        for index, address in self._links.items():
            uri = escape(relative_uri(page, address))
            parts[index] = f'<a class="reference internal" href="{uri}">'
        last = -1
        for opened, link in self._ways.get(page, ()):
            parts[link] = '<a class="current reference internal" href="#">'
            for index in opened:
                if parts[index].startswith("<ul"):
                    parts[index] = '<ul class="current">'
                    continue
                last = max(last, index)
                parts[index] = re.sub(r"(toctree-l\d+)(?! current)", r"\1 current", parts[index])
                if index in self._boxes:
                    box = self._boxes[index]
                    parts[box] = parts[box].replace(_CHECKED, _BOX).replace(_BOX, _CHECKED)
        if last >= 0:
            parts[last] = parts[last].replace('">', ' current-page">')
        return "".join(parts)


def _spare(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if "toctree" in context:
        context["ninbook_toctree"] = context["toctree"]
        context["toctree"] = lambda **_: ""


def _insert(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if "ninbook_toctree" not in context:
        return
    context["toctree"] = context.pop("ninbook_toctree")
    builder: Any = app.builder
    if not hasattr(builder, "ninbook_navigation"):
        builder.ninbook_navigation = Navigation(_tree(app))
    context["furo_navigation_tree"] = builder.ninbook_navigation.on(builder.get_target_uri(page))


def _tree(app: Sphinx) -> str:
    """Return the tree of the last build, if no title and no table of contents changed since."""
    memory = Memory(Path(app.doctreedir, "navigation.json"))
    env = app.env
    contents = [(name, env.all_docs.get(name)) for name in sorted(env.toctree_includes)]
    titles = sorted((name, title.pformat()) for name, title in env.titles.items())
    versions = (env.version, sphinx.__version__, furo.__version__)
    known = repr((contents, titles, versions, app.config.language))
    state = hashlib.sha256(known.encode()).hexdigest()
    tree = memory.recall(_PAGE, state)
    if tree is None:
        builder: Any = app.builder
        # What Furo asks for, of a page in the root.
        options = {"collapse": False, "titles_only": True, "maxdepth": -1, "includehidden": True}
        tree = str(get_navigation_tree(builder._get_local_toctree(_PAGE, **options)))
        memory.keep(_PAGE, state, tree)
        memory.save()
    return str(tree)


def setup(app: Sphinx) -> None:
    """Register the tree with Sphinx, around Furo's own handler."""
    app.connect("html-page-context", _spare, priority=400)
    app.connect("html-page-context", _insert, priority=600)
