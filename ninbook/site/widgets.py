"""Widgets of the site: static content of a page that a script brings to life.

A directive puts a node "widget" around what readers without JavaScript see. On the site it gets
what the script needs. If the widget has a button, ``ninbook.js`` loads its files when a reader
comes near it or presses the button, so that a page weighs nothing more for it; otherwise they come
with the page. Other targets show the content alone.
"""

from __future__ import annotations

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
from ninbook.directives.explore import controls
from ninbook.directives.live import panel
from ninbook.directives.question import number_field
from ninbook.site.languages import language_of, root_from
from ninbook.sphinx.visitors.elements import Widget as WidgetNode

_AFTER_NINBOOK_JS = 900
"""Sphinx gives 800 to those in its settings, as ``ninbook.js``, whose functions widgets use."""
_WORDS = "globalThis.ninbookWords = {{ ...globalThis.ninbookWords, {name}: {words} }};\n"


@dataclass(frozen=True)
class Widget:
    """What a widget needs."""

    settings: Callable[[Place], Mapping[str, Any] | None]
    """What its script starts from; returns None if the site can't have it."""
    scripts: Sequence[str]  # files in the static folder, in the order in which they run
    styles: Sequence[str]
    button: Callable[[str], str] | None = None
    """What the button says that starts it, by language; None if it starts with its page."""
    words: Callable[[str], Mapping[str, str]] | None = None
    """What it says, by language, in a file that no page needs before; None if settings hold all."""
    parameters: Sequence[str] = ()  # of a page's address; where there is one, it starts at once

    def files(self, name: str) -> list[str]:
        """Return the static files that a page with the widget loads, in their order."""
        return [*self.styles, *([f"{name}.words.js"] if self.words else []), *self.scripts]


WIDGETS: Mapping[str, Widget] = {
    "calculator": Widget(
        resource_table.settings,
        resource_table.SCRIPTS,
        resource_table.STYLES,
        resource_table.button,
        resource_table.words_for_script,
        resource_table.PARAMETERS,
    ),
    "question": Widget(number_field.settings, number_field.SCRIPTS, number_field.STYLES),
    "explore": Widget(
        controls.settings,
        controls.SCRIPTS,
        controls.STYLES,
        controls.button,
        controls.words_for_script,
    ),
    "live": Widget(panel.settings, panel.SCRIPTS, panel.STYLES),
}


def scripts_with_words(language: str) -> dict[str, str]:
    """Return the scripts that hold what widgets say in a language, by the names of their files."""
    return {
        f"{name}.words.js": _WORDS.format(
            name=name, words=json.dumps(widget.words(language), ensure_ascii=False)
        )
        for name, widget in WIDGETS.items()
        if widget.words
    }


def _bring_to_life(app: Sphinx, doctree: nodes.document, page: str) -> None:
    if app.builder.format != "html":
        return
    for node in list(doctree.findall(WidgetNode)):
        widget = WIDGETS.get(node["name"])
        if widget is None:
            continue
        place = _place(app, page, node["argument"])
        settings = widget.settings(place)
        if settings is None:
            node.parent.remove(node)
            continue
        files = widget.files(node["name"])
        if not all(Path(app.srcdir, "_static", file).is_file() for file in files):
            continue  # what readers without JavaScript see is all that there is
        values = {"settings": json.dumps(settings, ensure_ascii=False)}
        if widget.button:
            values["files"] = " ".join(_addresses(app, files, page))
            values["parameters"] = " ".join(widget.parameters)
            label = escape(widget.button(place.language))
            button = f'<button type="button" class="widget-start">{label}</button>'
            node.insert(_behind_table(node), nodes.raw("", button, format="html"))
        node["data"] = values


def _place(app: Sphinx, page: str, argument: str) -> Place:
    live = app.config.ninbook_live.get(page, {})
    return Place(argument, language_of(app), root_from(app, page), live)


def _behind_table(node: WidgetNode) -> int:
    """Return where a widget's button stands: behind its table, or before all that it holds."""
    for place, child in enumerate(node.children, start=1):
        if next(iter(child.findall(nodes.table)), None):
            return place
    return 0


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
    for name in WIDGETS:
        if name not in there or WIDGETS[name].button:
            continue
        for script in WIDGETS[name].scripts:
            app.add_js_file(script, priority=_AFTER_NINBOOK_JS, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx; it adds scripts before others filter them."""
    # What the site offers for networks that run in pages, by page; see `ninbook.site.live`.
    app.add_config_value("ninbook_live", {}, "html", dict)
    app.connect("doctree-resolved", _bring_to_life)
    app.connect("html-page-context", _load, priority=400)
