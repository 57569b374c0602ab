import json
import re
from html import unescape
from pathlib import Path

import pytest

from ninbook.build.targets import build_targets
from ninbook.directives.calculator.resource_table import settings, static_table
from ninbook.directives.context import Place
from ninbook.networks.code import code_of
from ninbook.networks.presets import PRESETS
from ninbook.outputs import Store
from ninbook.source import Book
from tests.directives.conftest import PAGE, presented, rows
from tests.directives.words import words_of
from tests.editing import edit
from tests.notebooks.conftest import notebook_of_page, text_of

CONTENT = {".js": "void 0;", "css": "p { margin: 0 }"}
COMMENT = "<!-- ninbook: calculator nin, vgg11 -->"


@pytest.fixture
def page_with_calculator(book_folder: Path) -> Path:
    """The small book, with a calculator in its page."""
    edit(book_folder / PAGE, "That is all.", f"{COMMENT}\n\nThat is all.")
    return book_folder


def test_the_table_has_a_column_for_each_network() -> None:
    lines = static_table(["nin", "alexnet"], words_of("calculator", "en")).split("\n")
    assert lines[0] == "| Resource | NiN | AlexNet |"
    assert lines[2] == "| Parameters | 1,992,166 | 46,764,746 |"
    assert lines[4] == "| Parameter memory | 7.6 MiB | 178 MiB |"
    assert lines[-1] == "| Memory for training, minibatch of 128 | 952 MiB | 845 MiB |"
    assert (
        static_table(["vgg11"], words_of("calculator", "ko"))
        .split("\n")[-1]
        .endswith("| 6.7 GiB |")
    )


def test_all_tabs_share_the_calculator(page_with_calculator: Path) -> None:
    nodes = presented(page_with_calculator)
    (place,) = (n for n, node in enumerate(nodes) if node.type == "widget")
    assert nodes[place].attrs == {"name": "calculator", "argument": "nin,vgg11"}
    table, definitions = nodes[place].children
    assert (table.children[0].content, definitions.content) == (
        words_of("calculator", "en")["intro"],
        words_of("calculator", "en")["definitions"],
    )
    assert rows(table)[0] == ["Resource", "NiN", "VGG-11"]
    assert nodes[place + 1].text == "That is all."


def test_the_settings_hold_the_networks() -> None:
    found = settings(Place("vgg11, nin", "ko-KR"))
    assert [network["title"] for network in found["networks"]] == ["VGG-11", "NiN"]
    assert found["networks"][1]["code"] == code_of(PRESETS["nin"].network)


@pytest.mark.parametrize("has_files", [True, False])
def test_a_site_gets_the_script_where_there_is_one(
    page_with_calculator: Path, has_files: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = page_with_calculator
    monkeypatch.setattr("ninbook.site.assets.static_files.FOLDERS", ())
    names = ("networks.js", "calculator.js", "calculator.css")
    for name in names[: None if has_files else 1]:
        (folder / "static").mkdir(exist_ok=True)
        (folder / "static" / name).write_text(CONTENT[name[-3:]], encoding="utf-8")
    book = Book.open(folder)
    build_targets(book, Store(folder), ["html"])
    html = (folder / "build" / "html" / "chapter" / "page.html").read_text(encoding="utf-8")
    mark = re.search(r'<div class="widget" data-widget="calculator" ([^>]*)>', html)
    assert mark is not None
    data = dict(re.findall(r'data-(\w+)="([^"]*)"', mark[1]))
    if has_files:
        assert json.loads(unescape(data["settings"])) == json.loads(
            json.dumps(settings(Place("nin, vgg11", "en")))
        )
        files = [address.partition("?v=") for address in data["files"].split()]
        loaded = ["calculator.css", "calculator.words.js", "networks.js", "calculator.js"]
        assert [address for address, _, _ in files] == [f"../_static/{name}" for name in loaded]
        assert all(re.fullmatch("[0-9a-f]{8}", digest) for _, _, digest in files)
        said = (folder / "build/html/_static/calculator.words.js").read_text(encoding="utf-8")
        assert '"Resource calculator"' in said
        assert "What networks need." in html[html.index("<caption") : html.index("</caption>")]
        assert (
            html.index("<table")
            < html.index("widget-start")
            < html.index("adds the product to a sum")
        )
    else:
        assert set(data) == {"argument"}
        assert "widget-start" not in html
    # The page itself loads none of it.
    assert not re.search(r'(src|href)="[^"]*_static/(calculator|networks)', html)
    assert "1,992,166" in html
    index = (folder / "build" / "html" / "index.html").read_text(encoding="utf-8")
    assert "calculator.js" not in index and "data-widget" not in index


def test_a_notebook_has_the_table_alone(page_with_calculator: Path) -> None:
    text = text_of(notebook_of_page(Book.open(page_with_calculator), PAGE))
    assert "| Resource | NiN | VGG-11 |" in text
    assert "<div" not in text and "</div>" not in text and "ninbook: calc" not in text
