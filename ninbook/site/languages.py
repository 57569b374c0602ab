"""Leads from a page to the same page in the book's other languages."""

import posixpath
import re
from collections.abc import Sequence
from posixpath import relpath
from typing import Any
from urllib.parse import quote

from babel import Locale, UnknownLocaleError
from docutils import nodes
from sphinx.application import Sphinx

from ninbook.words.words import words_of

SECTION = "section-{number}"
"""Id that the n-th section of a page has in every language."""
_NOT_FOUND = "404"
"""A page that is the same in all languages."""
_IN_ALL_EDITIONS = re.compile(SECTION.format(number=r"\d+"))


def number_sections(app: Sphinx, doctree: nodes.document) -> None:
    """Give every section an id by its place, the same in all editions, for links between them."""
    for number, section in enumerate(doctree.findall(nodes.section)):
        section["ids"].append(SECTION.format(number=number))


def link_editions(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Tell the templates where the page stands in each language."""
    languages = app.config.ninbook_languages
    here = language_of(app)
    context["editions"] = context["alternates"] = []
    if app.builder.format != "html" or here not in languages or page == _NOT_FOUND:
        return
    folder = path_in(page, here, languages).rpartition("/")[0] or "."
    context["language_word"] = words_of(here).language
    context["editions"] = [
        {
            "code": code,
            "name": _name(code),
            "href": relpath(path_in(f"{page}.html", code, languages), folder),
            "current": code == here,
        }
        for code in languages
    ]
    if doctree is not None and len(languages) > 1:
        context["alternates"] = alternates_of(app, page) or [
            (edition["code"], edition["href"]) for edition in context["editions"]
        ]


def link_notes(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Lead from the notes on outdated sections to the original."""
    languages = app.config.ninbook_languages
    here = language_of(app)
    if app.builder.format != "html" or here not in languages[1:]:
        return
    for note in list(doctree.findall(nodes.block_quote)):
        if "outdated" not in note["classes"]:
            continue
        place = next((id for id in note.parent["ids"] if _IN_ALL_EDITIONS.fullmatch(id)), "")
        target = path_in(f"{page}.html", languages[0], languages)
        folder = posixpath.dirname(path_in(page, here, languages)) or "."
        uri = f"{relpath(target, folder)}#{place}"
        link = nodes.reference("", words_of(here).original, refuri=uri, internal=True)
        link["hreflang"] = languages[0]
        paragraph = next(note.findall(nodes.paragraph))
        paragraph += [nodes.Text(" "), link]


def language_of(app: Sphinx) -> str:
    """Return the language of the edition that is built."""
    return str(app.config.language or app.config.ninbook_languages[0]).replace("_", "-")


def path_in(page: str, language: str, languages: Sequence[str]) -> str:
    """Return where a page stands in a language, from the root of the site, which is the first's."""
    return page if language == languages[0] else f"{language}/{page}"


def root_from(app: Sphinx, page: str) -> str:
    """Return the address of the site's root as a page has it; empty or with a slash at its end."""
    path = path_in(page, language_of(app), app.config.ninbook_languages)
    return "../" * path.count("/")


def address_of(app: Sphinx, page: str, language: str | None = None) -> str:
    """Return the absolute address of a page; empty if the book's ``base_url`` is.

    The start page's is that of its folder. The language is by default the one that is built.
    """
    base = app.config.ninbook_base_url
    if not base:
        return ""
    file = "" if page == app.config.root_doc else f"{page}.html"
    path = path_in(file, language or language_of(app), app.config.ninbook_languages)
    return f"{base}{quote(path)}"


def alternates_of(app: Sphinx, page: str) -> list[tuple[str, str]]:
    """Return the absolute addresses of a page by language, and the one for all other readers.

    Without the book's ``base_url`` there are none.
    """
    languages = app.config.ninbook_languages
    if not app.config.ninbook_base_url:
        return []
    addresses = [(code, address_of(app, page, code)) for code in languages]
    return [*addresses, ("x-default", addresses[0][1])]


def _name(language: str) -> str:
    """The language's name in itself, with a capital where it has such."""
    try:
        name = Locale.parse(language, sep="-").get_display_name()
    except (ValueError, UnknownLocaleError):
        return language
    return f"{name[:1].upper()}{name[1:]}" if name else language


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx."""
    app.add_config_value("ninbook_languages", ["en"], "html", list)
    app.add_config_value("ninbook_base_url", "", "html", str)
    app.connect("doctree-read", number_sections)
    app.connect("doctree-resolved", link_notes)
    app.connect("html-page-context", link_editions)
