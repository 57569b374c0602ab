"""The theme's list of all pages, made once and marked for each page.

Sphinx 9 and Furo make it anew for every page out of all titles of the book, by way of two trees of
objects. The time of a page then grows with the book, and that of the book with its square.
"""

import posixpath
from typing import Any

from furo.navigation import get_navigation_tree
from selectolax.lexbor import LexborHTMLParser
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

_PAGE = "search"
"""A page that is never in the tree."""


def marked(tree: str, page: str) -> str:
    """Return a navigation tree with links as a page has them, and with what leads to it marked.

    Args:
        tree: Furo's tree for a page in the root that isn't in it.
        page: the page's address from the root.
    """
    root = LexborHTMLParser(tree)
    for link in root.css("a.internal"):
        address = posixpath.normpath(link.attributes["href"] or "")
        link.attrs["href"] = "#" if address == page else relative_uri(page, address)
        above = link if address == page else None
        while above is not None and above.tag in ("a", "li", "ul"):
            above.attrs["class"] = f"{above.attributes.get('class') or ''} current".strip()
            above = above.parent
    for entry in root.css("li.current")[-1:]:
        entry.attrs["class"] = f"{entry.attributes['class']} current-page"
    for box in root.css("li.current > .toctree-checkbox"):
        box.attrs["checked"] = ""
    return str(root.body.inner_html) if root.body else ""


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
        # What Furo asks for, of a page in the root.
        options = {"collapse": False, "titles_only": True, "maxdepth": -1, "includehidden": True}
        tree = builder._get_local_toctree(_PAGE, **options)
        builder.ninbook_navigation = get_navigation_tree(tree)
    uri = builder.get_target_uri(page)
    context["furo_navigation_tree"] = marked(builder.ninbook_navigation, uri)


def setup(app: Sphinx) -> None:
    """Register the tree with Sphinx, around Furo's own handler."""
    app.connect("html-page-context", _spare, priority=400)
    app.connect("html-page-context", _insert, priority=600)
