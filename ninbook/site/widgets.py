"""Widgets of the site: static content of a page that a script brings to life.

A directive puts a node "widget" around what readers without JavaScript see. On the site it gets
what the script needs. If the widget has a button, ``ninbook.js`` loads its files when a reader
comes near it or presses the button, so that a page weighs nothing more for it; otherwise they come
with the page. Other targets show the content alone.
"""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from posixpath import relpath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ninbook.directives.calculator import resource_table
from ninbook.directives.context import Place
from ninbook.directives.live import panel
from ninbook.directives.question import number_field
from ninbook.site.languages import language_of, root_from
from ninbook.sphinx.visitors.elements import Widget as WidgetNode
from ninbook.words.words import words_in

_AFTER_NINBOOK_JS = 900
"""Sphinx gives 800 to those in its settings, as ``ninbook.js``, whose functions widgets use."""
_WORDS = "globalThis.ninbookWords = {{ ...globalThis.ninbookWords, {name}: {words} }};\n"


@dataclass(frozen=True)
class Widget:
    """What a widget needs."""

    settings: Callable[[Place], Mapping[str, Any] | None]
    """What its script starts from; returns None if the site can't have it."""
    files: Sequence[str]  # styles and scripts, in the order in which they run
    on_request: bool = False
    """It starts by a button, or near it; one of its files has the words of its folder."""
    parameters: Sequence[str] = ()  # of a page's address; where there is one, it starts at once


WIDGETS: Mapping[str, Widget] = {
    "calculator": Widget(
        resource_table.settings,
        ("calculator.css", "calculator.words.js", "networks.js", "calculator.js"),
        on_request=True,
        parameters=("network", "batch"),
    ),
    "question": Widget(number_field.settings, ("question.css", "question.js")),
    # The figure above it holds what its script starts from.
    "explore": Widget(
        lambda place: {}, ("explore.css", "explore.words.js", "explore.js"), on_request=True
    ),
    "live": Widget(panel.settings, ("live.css", "live.js")),
}


def scripts_with_words(language: str) -> dict[str, str]:
    """Return the scripts that hold what widgets say in a language, by the names of their files."""
    words = {n: words_in(f"directives/{n}", language) for n, w in WIDGETS.items() if w.on_request}
    return {
        f"{name}.words.js": _WORDS.format(name=name, words=json.dumps(said, ensure_ascii=False))
        for name, said in words.items()
    }


def _bring_to_life(app: Sphinx, doctree: nodes.document, page: str) -> None:
    if app.builder.format != "html":
        return
    for node in list(doctree.findall(WidgetNode)):
        widget = WIDGETS[node["name"]]
        live = app.config.ninbook_live.get(page, {})
        place = Place(node["argument"], language_of(app), root_from(app, page), live)
        settings = widget.settings(place)
        if settings is None:
            node.parent.remove(node)
            continue
        if not all(Path(app.srcdir, "_static", file).is_file() for file in widget.files):
            continue  # what readers without JavaScript see is all that there is
        values = {"settings": json.dumps(settings, ensure_ascii=False)}
        if widget.on_request:
            values["files"] = " ".join(_addresses(app, widget.files, page))
            values["parameters"] = " ".join(widget.parameters)
            words = words_in(f"directives/{node['name']}", place.language)
            label = escape(words["start_script"])
            button = f'<button type="button" class="widget-start">{label}</button>'
            has_table = (any(child.findall(nodes.table)) for child in node.children)
            behind_table = next((n for n, found in enumerate(has_table, start=1) if found), 0)
            node.insert(behind_table, nodes.raw("", button, format="html"))
        node["data"] = values


def _addresses(app: Sphinx, files: Sequence[str], page: str) -> Iterator[str]:
    """Return static files as seen from a page, with digests of what they hold.

    Browsers keep such files, and take new ones only from new addresses.
    """
    folder = page.rpartition("/")[0] or "."
    for file in files:
        content = Path(app.srcdir, "_static", file).read_bytes()
        yield f"{relpath(f'_static/{file}', folder)}?v={zlib.crc32(content):08x}"


def _load(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    found = doctree.findall(WidgetNode) if doctree else ()
    there = {node["name"] for node in found if "data" in node}
    widgets = (widget for name, widget in WIDGETS.items() if name in there)
    for file in (file for widget in widgets if not widget.on_request for file in widget.files):
        if file.endswith(".js"):
            app.add_js_file(file, priority=_AFTER_NINBOOK_JS, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx; it adds scripts before others filter them."""
    # What the site offers for networks that run in pages, by page; see `ninbook.site.live`.
    app.add_config_value("ninbook_live", {}, "html", dict)
    app.connect("doctree-resolved", _bring_to_life)
    app.connect("html-page-context", _load, priority=400)
