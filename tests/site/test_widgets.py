import json
import re
from functools import partial
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

PLAIN = Widget(lambda place: {"is": [place.argument, place.language]}, ("one.css", "one.js"))
LATER = Widget(PLAIN.settings, ("two.css", "two.words.js", "two.js"), on_request=True)


def expand(name: str, context: Context, argument: str) -> list[Node]:
    words = Node("paragraph", children=[Node("text", content="Words.")])
    return [Node("widget", attrs={"name": name, "argument": argument}, children=[words])]


def test_a_widget_comes_with_its_page_unless_it_has_a_button(
    book_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(widgets, "WIDGETS", {"one": PLAIN, "two": LATER})
    monkeypatch.setattr(widgets, "words_in", lambda folder, language: {"start_script": "Go & see"})
    (book_folder / "static").mkdir()
    for name in ("one", "two"):
        monkeypatch.setitem(registry.DIRECTIVES, name, Directive(str, partial(expand, name)))
        (book_folder / "static" / f"{name}.js").write_text("void 0;", encoding="utf-8")
        (book_folder / "static" / f"{name}.css").write_text("p { margin: 0 }", encoding="utf-8")
    comments = "<!-- ninbook: one a & b -->\n\n<!-- ninbook: two c -->\n"
    (book_folder / "references.md").write_text(f"# References\n\n{comments}", encoding="utf-8")
    build_targets(Book.open(book_folder), Store(book_folder), ["html"])
    site = book_folder / "build" / "html"
    html = (site / "references.html").read_text(encoding="utf-8")
    assert re.search(r'<script defer="defer" src="_static/one\.js\?', html)
    assert not re.search(r'<link [^>]*href="_static/one\.css', html)
    assert "p{margin:0}" in (site / "_static" / "site.css").read_text(encoding="utf-8")
    assert not re.search(r'(src|href)="_static/two', html)
    marks = re.findall(r'<div class="widget"([^>]*)>', html)
    plain, later = (dict(re.findall(r'data-(\w+)="([^"]*)"', mark)) for mark in marks)
    assert set(plain) == {"widget", "settings"}
    assert json.loads(unescape(plain["settings"])) == {"is": ["a & b", "en"]}
    files = [re.sub(r"\?v=[0-9a-f]{8}$", "", address) for address in later["files"].split()]
    assert files == ["_static/two.css", "_static/two.words.js", "_static/two.js"]
    assert html.count('<button type="button" class="widget-start">') == 1
    assert '<button type="button" class="widget-start">Go &amp; see</button>' in html
    words = (site / "_static" / "two.words.js").read_text(encoding="utf-8")
    assert words.endswith('two: {"start_script": "Go & see"} };\n')
