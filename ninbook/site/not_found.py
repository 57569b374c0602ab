"""The page for addresses where there is nothing, in all languages of the book.

A server shows it at whatever address was asked for, so its links can't be relative. Where
``[html] base_url`` is known they begin at the root of the server; else they are right at the site's
root, and wherever a preview shows the page.
"""

import re
from collections.abc import Iterator
from typing import Any

from sphinx.application import Sphinx

from ninbook.site.languages import language_of, path_in
from ninbook.site.search.index import PAGE as SEARCH
from ninbook.words.words import words_of

PAGE = "404"
_ADDRESS = re.compile(r'(<[^<>]*?\s(?:href|src|action)=")(?!#|/|[a-z][a-z+.-]*:)', re.IGNORECASE)


def at_path(html: str, path: str) -> str:
    """Return a page whose relative addresses begin at a path with a slash at both ends."""
    return _ADDRESS.sub(lambda found: found[1] + path, html)


def _collect_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    languages = app.config.ninbook_languages
    if language_of(app) != languages[0]:
        return
    start, suffix = app.config.root_doc, app.builder.get_target_uri("")
    ways = [
        {
            "code": code,
            "words": words_of(code),
            "start": path_in(f"{start}{suffix}", code, languages),
            "search": path_in(f"{SEARCH}{suffix}", code, languages),
        }
        for code in languages
    ]
    yield PAGE, {"title": words_of(languages[0]).not_found, "ways": ways}, "404.html"


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx."""
    app.connect("html-collect-pages", _collect_page)
