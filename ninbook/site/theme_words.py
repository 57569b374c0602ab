"""Translates what the theme and Sphinx say, where Sphinx's catalogue of the language doesn't."""

from __future__ import annotations

import re
from gettext import NullTranslations
from typing import Any

from sphinx.application import Sphinx

from ninbook.words.words import Words, words_of

_LABEL = re.compile(r'(aria-label="|alt="|<title>)([^"<]+)(?=["<])')
_SUBPAGES = "Toggle navigation of "


class _Phrases(NullTranslations):
    """Stands behind Sphinx's catalogue and answers for what that lacks."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def gettext(self, message: str) -> str:
        return self._words.theme.get(message, message)


def translate_labels(html: str, words: Words) -> str:
    """Translate the labels of the page's controls, which the theme has in English only."""

    def translated(found: re.Match[str]) -> str:
        before, label = found.groups()
        if label.startswith(_SUBPAGES):
            return before + words.subpages.format(title=label.removeprefix(_SUBPAGES))
        return before + words.theme.get(label, label)

    return _LABEL.sub(translated, html)


def _prepare(app: Sphinx) -> None:
    words = words_of(app.config.language or "en")
    if words.theme:
        app.translator.add_fallback(_Phrases(words))
    if app.builder.format == "html":
        builder: Any = app.builder
        filters = builder.templates.environment.filters
        filters["translate_labels"] = lambda html: translate_labels(html, words)


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx; the template page.html calls its filter."""
    app.connect("builder-inited", _prepare)
