"""Widgets of the site: static content of a page that a script brings to life.

A page marks a widget with ``<div class="widget" data-widget="NAME" data-argument="...">`` around
what readers without JavaScript see. On the site the mark gets what the script needs, and the page
gets the script and the style. Other targets leave the mark out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from posixpath import dirname, relpath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ninbook.render.directives import calculator, live, question
from ninbook.render.directives.expansion import Place
from ninbook.render.editions import language_of, path_in

_MARK = re.compile(r'<div class="widget" data-widget="([\w-]+)" data-argument="([^"]*)">(.*)')


@dataclass(frozen=True)
class Widget:
    """What a widget needs.

    Attributes:
        settings: what its script starts from, given its place; None if the site can't have it.
        scripts: files in the book's static folder, in the order in which they run.
        styles: likewise.
    """

    settings: Callable[[Place], Mapping[str, Any] | None]
    scripts: Sequence[str]
    styles: Sequence[str]


WIDGETS: Mapping[str, Widget] = {
    "calculator": Widget(calculator.settings, calculator.SCRIPTS, calculator.STYLES),
    "question": Widget(question.settings, question.SCRIPTS, question.STYLES),
    "live": Widget(live.settings, live.SCRIPTS, live.STYLES),
}


def _bring_to_life(app: Sphinx, doctree: nodes.document, page: str) -> None:
    if app.builder.format != "html":
        return
    for node, name, argument, rest in _marks(doctree):
        settings = WIDGETS[name].settings(_place(app, page, argument))
        if settings is None:
            node.parent.remove(node)
            continue
        data = escape(json.dumps(settings, ensure_ascii=False))
        opening = f'<div class="widget" data-widget="{name}" data-settings="{data}">{rest}'
        node.replace_self(nodes.raw("", opening, format="html", widget=name))


def _place(app: Sphinx, page: str, argument: str) -> Place:
    language, languages = language_of(app), app.config.ninbook_languages
    root = relpath(".", dirname(path_in(page, language, languages)) or ".")
    return Place(argument, language, f"{root}/", app.config.ninbook_live.get(page, {}))


def _marks(doctree: nodes.document) -> list[tuple[nodes.raw, str, str, str]]:
    found = ((node, _MARK.fullmatch(node.astext())) for node in doctree.findall(nodes.raw))
    marks = [(node, mark[1], unescape(mark[2]), mark[3]) for node, mark in found if mark]
    return [mark for mark in marks if mark[1] in WIDGETS]


def _load(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree is None:
        return
    there = dict.fromkeys(node.get("widget") for node in doctree.findall(nodes.raw))
    for name in there:
        if name is None or not _is_complete(app, WIDGETS[name]):
            continue
        for script in WIDGETS[name].scripts:
            app.add_js_file(script, loading_method="defer")
        for style in WIDGETS[name].styles:
            app.add_css_file(style)


def _is_complete(app: Sphinx, widget: Widget) -> bool:
    """A book without the widget's files shows what readers without JavaScript see."""
    files = (*widget.scripts, *widget.styles)
    return all(Path(app.srcdir, "_static", file).is_file() for file in files)


def setup_widgets(app: Sphinx) -> None:
    """Registers this module with Sphinx; it adds scripts before others filter them."""
    # What the site offers for networks that run in pages, by page; see `render.live.publish`.
    app.add_config_value("ninbook_live", {}, "html", dict)
    app.connect("doctree-resolved", _bring_to_life)
    app.connect("html-page-context", _load, priority=400)
