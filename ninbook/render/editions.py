"""Leads from a page to the same page in the book's other languages."""

from __future__ import annotations

from posixpath import relpath
from typing import Any

from babel import Locale, UnknownLocaleError
from docutils import nodes
from sphinx.application import Sphinx

from ninbook.render.words import words_of

SECTION = "section-{number}"
"""Id that the n-th section of a page has in every language."""


def number_sections(app: Sphinx, doctree: nodes.document) -> None:
    """Gives every section an id by its place, the same in all editions, for links between them."""
    for number, section in enumerate(doctree.findall(nodes.section)):
        section["ids"].append(SECTION.format(number=number))


def link_editions(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tells the templates where the page stands in each language."""
    languages = app.config.ninbook_languages
    here = app.config.language or languages[0]
    if app.builder.format != "html" or here not in languages:
        context["editions"] = []
        return
    folder = _address(page, here, languages).rpartition("/")[0] or "."
    context["language_word"] = words_of(here).language
    context["editions"] = [
        {
            "code": code,
            "name": _name(code),
            "href": relpath(_address(f"{page}.html", code, languages), folder),
            "current": code == here,
        }
        for code in languages
    ]


def _address(page: str, language: str, languages: list[str]) -> str:
    return page if language == languages[0] else f"{language}/{page}"


def _name(language: str) -> str:
    """The language's name in itself, with a capital where it has such."""
    try:
        name = Locale.parse(language, sep="-").get_display_name()
    except (ValueError, UnknownLocaleError):
        return language
    return f"{name[:1].upper()}{name[1:]}" if name else language


def setup_editions(app: Sphinx) -> None:
    """Registers this module with Sphinx."""
    app.add_config_value("ninbook_languages", ["en"], "html", list)
    app.connect("doctree-read", number_sections)
    app.connect("html-page-context", link_editions)
