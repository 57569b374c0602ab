from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from ninbook.build.targets import build_targets
from ninbook.directives import registry
from ninbook.directives.context import Context
from ninbook.directives.registry import Directive
from ninbook.document.nodes import Node
from ninbook.outputs import Store
from ninbook.site import widgets
from ninbook.site.widgets import Widget
from ninbook.source import Book

PLAIN = Widget(lambda place: {"is": [place.argument, place.language]}, ("one.js",), ("one.css",))


def expand(context: Context, argument: str) -> list[Node]:
    words = Node("paragraph", children=[Node("text", content="Words.")])
    return [Node("widget", attrs={"name": "one", "argument": argument}, children=[words])]


def page_of(folder: Path, monkeypatch: pytest.MonkeyPatch, widget: Widget) -> str:
    """The built page of a book with one widget."""
    monkeypatch.setattr(widgets, "WIDGETS", {"one": widget})
    monkeypatch.setitem(registry.DIRECTIVES, "one", Directive(str, expand))
    (folder / "static").mkdir(exist_ok=True)
    (folder / "static" / "one.js").write_text("void 0;", encoding="utf-8")
    (folder / "static" / "one.css").write_text("p { margin: 0 }", encoding="utf-8")
    text = "# References\n\n<!-- ninbook: one a & b -->\n"
    (folder / "references.md").write_text(text, encoding="utf-8")
    build_targets(Book.open(folder), Store(folder), ["html"])
    return (folder / "build" / "html" / "references.html").read_text(encoding="utf-8")


def test_a_widget_without_a_button_comes_with_its_page(
    book_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = page_of(book_folder, monkeypatch, PLAIN)
    assert re.search(r'<script defer="defer" src="_static/one\.js\?', html)
    assert not re.search(r'<link [^>]*href="_static/one\.css', html)
    style = "p{margin:0}"
    assert style in (book_folder / "build/html/_static/site.css").read_text(encoding="utf-8")
    (mark,) = re.findall(r'<div class="widget"([^>]*)>', html)
    data = dict(re.findall(r'data-(\w+)="([^"]*)"', mark))
    assert set(data) == {"widget", "settings"}
    assert json.loads(unescape(data["settings"])) == {"is": ["a & b", "en"]}
    assert "widget-start" not in html


def test_a_widget_with_a_button_comes_later(
    book_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget = Widget(PLAIN.settings, PLAIN.scripts, PLAIN.styles, lambda language: "Go & see")
    html = page_of(book_folder, monkeypatch, widget)
    assert not re.search(r'(src|href)="_static/one', html)
    (mark,) = re.findall(r'<div class="widget"([^>]*)>', html)
    data = dict(re.findall(r'data-(\w+)="([^"]*)"', mark))
    files = [re.sub(r"\?v=[0-9a-f]{8}$", "", address) for address in data["files"].split()]
    assert files == ["_static/one.css", "_static/one.js"]
    assert '<button type="button" class="widget-start">Go &amp; see</button>' in html
    assert not (book_folder / "build/html/_static/one.words.js").exists()
