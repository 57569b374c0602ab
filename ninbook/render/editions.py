"""Leads from a page to the same page in the book's other languages."""

from __future__ import annotations

import posixpath
import re
from posixpath import relpath
from typing import Any

from babel import Locale, UnknownLocaleError
from docutils import nodes
from sphinx.application import Sphinx

from ninbook.render.words import words_of

SECTION = "section-{number}"
"""Id that the n-th section of a page has in every language."""
_IN_ALL_EDITIONS = re.compile(SECTION.format(number=r"\d+"))


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
    context["contents_word"] = words_of(here).contents
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


def link_notes(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Marks the notes on outdated sections, and leads from them to the original."""
    languages = app.config.ninbook_languages
    here = app.config.language or languages[0]
    words = words_of(here)
    for note in list(doctree.findall(nodes.block_quote)):
        if note.astext() not in (words.outdated, words.untranslated):
            continue
        note["classes"].append("outdated")
        if app.builder.format != "html" or here not in languages[1:]:
            continue
        place = next((id for id in _ids(note.parent) if _IN_ALL_EDITIONS.fullmatch(id)), "")
        target = _address(f"{page}.html", languages[0], languages)
        folder = posixpath.dirname(_address(page, here, languages)) or "."
        uri = f"{relpath(target, folder)}#{place}"
        link = nodes.reference("", words.original, refuri=uri, internal=True)
        link["hreflang"] = languages[0]
        paragraph = next(note.findall(nodes.paragraph))
        paragraph += [nodes.Text(" "), link]


def _ids(node: nodes.Element | None) -> list[str]:
    while node is not None and not isinstance(node, nodes.section):
        node = node.parent
    return list(node["ids"]) if node is not None else []


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
    app.connect("doctree-resolved", link_notes)
    app.connect("html-page-context", link_editions)
