"""What the middle layer puts into pages, as the site and LaTeX show it."""

import base64
import re
from typing import Any

import pytest
from docutils import nodes

from ninbook.document.nodes import Node
from ninbook.sphinx.visitors.outputs import LINES
from tests.projects import PNG
from tests.sphinx.conftest import Book, Build, Read

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text>w</text></svg>'


def text(content: str) -> Node:
    return Node("paragraph", 1, 1, children=[Node("text", 1, 1, content=content)])


def cell(source: str, *outputs: dict[str, Any], tab: str = "jax") -> list[Node]:
    code = Node("cell", 3, 5, (tab,), source, {"source": source, "number": 0})
    if not outputs:
        return [code]
    return [code, Node("outputs", 3, 5, (tab,), attrs={"outputs": list(outputs), "cell": 0})]


def data(**forms: str) -> dict[str, Any]:
    names = {"html": "text/html", "plain": "text/plain", "svg": "image/svg+xml"}
    names |= {"png": "image/png", "latex": "text/latex", "markdown": "text/markdown"}
    names |= {"gif": "image/gif"}
    return {"output_type": "display_data", "data": {names[f]: v for f, v in forms.items()}}


HEADING = Node(
    "heading", 1, 1, content="A", attrs={"level": 1}, children=[Node("text", content="A")]
)
PAGE = [
    HEADING,
    *cell("f()", {"output_type": "stream", "text": "a\tb `c`_ *d*\n\n  e\n"}),
    Node(
        "provenance",
        attrs={"kind": "full", "text": "JAX 1", "file": "outputs/p & q.ipynb", "cells": [0, 2]},
    ),
    *cell("g()", data(html="<table><tr><td>1</td></tr></table>", plain="as text")),
    *cell("h()", data(svg=SVG, plain="Figure"), data(png=base64.b64encode(PNG).decode())),
    Node("provenance", attrs={"kind": "stale", "text": "Not executed yet."}),
    Node("answer", attrs={"title": "Answer <1>", "number": 1}, children=[text("Forty-two.")]),
    Node("note", attrs={"kind": "outdated"}, children=[Node("text", content="Behind.")]),
]
WIDGET = Node(
    "widget",
    attrs={
        "name": "live",
        "argument": "a & b",
        "site_only": True,
        "title": "Live",
        "needs_script": "No script.",
    },
    children=[text("Static.")],
)
TABS = Node(
    "tab_set",
    children=[
        Node(
            "tab_panel",
            3,
            3,
            (tab,),
            attrs={"title": title},
            children=[*cell("x", tab=tab), *cell("y", tab=tab)],
        )
        for tab, title in (("jax", "JAX"), ("rust", "Rust & co"))
    ],
)


@pytest.fixture(scope="module")
def site(build_book: Build) -> Book:
    return build_book({"page": [*PAGE, WIDGET, TABS]})


@pytest.fixture(scope="module")
def latex(build_book: Build) -> str:
    return build_book({"page": [*PAGE, WIDGET]}, "latex").chapter("A")


def test_printed_text_is_no_markup_and_tabs_stand_where_terminals_have_them(site: Book) -> None:
    assert site.body("page").css_first(".output pre").text() == "a       b `c`_ *d*\n\n  e\n"


def test_code_and_output_have_their_frames_in_latex(latex: str) -> None:
    frames = re.findall(r"diilbookstyle(\w+)cell|(begin){sphinxVerbatim}", latex)
    assert frames[:4] == [("input", ""), ("", "begin"), ("output", ""), ("", "begin")]


def test_the_site_shows_html_and_latex_its_text(site: Book, latex: str) -> None:
    assert site.body("page").css_first("td").text() == "1"
    assert "as text" not in site.body("page").text()
    assert "as text" in latex


def test_pictures_are_files_that_are_named_after_page_tab_and_cell(site: Book) -> None:
    names = [file.name.split("_", 3)[-1] for file in sorted(site.folder.glob("output_page_*"))]
    assert names == ["jax_0_0.svg", "jax_0_1.png"]
    assert [image.attributes["alt"] for image in site.body("page").css("img")] == ["Plot", "Plot"]


def test_other_forms_of_outputs_are_shown(build_book: Build) -> None:
    gif = base64.b64encode(b"GIF89a\1\0\1\0\0\0\0;").decode()
    rst = "```eval_rst\n.. raw:: html\n\n   <script></script>\n```\n"
    made = data(
        markdown=f"# Title\n\n**bold** $x$ (**best**) [~~old~~]\n\n{rst}", plain="<Markdown>"
    )
    table = data(latex="\\begin{tabular}{c}1\\end{tabular}", plain="a table")
    blank = {"output_type": "stream", "text": "\n\n"}
    sized = {**data(gif=gif, plain="<Image>"), "metadata": {"image/gif": 5}}
    page = [HEADING, *cell("f()", made, sized, table, blank)]
    body = build_book({"page": page}).body("page")
    assert [found.text() for found in body.css("strong")] == ["Title", "bold"]
    assert "(best) [old]" in body.text()
    assert len(body.css("h1")) == 1 and body.css_first("math") is not None
    assert body.css_first("img").attributes["src"].endswith(".gif")
    assert [found.text() for found in body.css(".output pre")] == ["a table\n"]
    assert body.css_first("script") is None and "<Markdown>" not in body.text()


def test_long_outputs_are_folded(build_book: Build) -> None:
    printed = ["".join(f"line <{n}>\n" for n in range(count)) for count in (LINES, LINES + 1)]
    pages = [[HEADING, *cell("f()", {"output_type": "stream", "text": text})] for text in printed]
    body = build_book(dict(zip(("short", "long"), pages))).body
    assert body("short").css_first("details") is None
    assert body("short").css_first(".output pre").text() == printed[0]
    (folded,) = body("long").css("details.long-output")
    assert folded.css_first("summary").text() == f"Output, {LINES + 1} lines"
    assert folded.css_first("pre").text() == printed[1]


def captioned(kind: str, *shown: dict[str, Any], tab: str = "jax") -> list[Node]:
    """A cell with outputs and their caption, the page's first figure or table."""
    code, outputs = cell("f()", *shown, tab=tab)
    attrs = {"kind": kind, "labels": [f"{kind}_a"], "ordinal": 1}
    outputs.children = [Node("output_caption", attrs=attrs, children=[Node("text", content="C.")])]
    return [code, outputs]


def test_outputs_have_captions(build_book: Build) -> None:
    table = {"output_type": "stream", "text": "a   b  c\n1x  2  3\n"}
    words = {"output_type": "stream", "text": "words\n"}
    pages = {
        "figure": [HEADING, *captioned("figure", data(png=base64.b64encode(PNG).decode()))],
        "table": [HEADING, *captioned("table", table, table)],
        "none": [HEADING, *captioned("table", words)],
    }
    body = build_book(pages).body
    assert body("figure").css_first("figure figcaption .caption-text").text() == "C."
    assert body("figure").css_first("figure #figure-a") is not None
    assert [table.css_first("caption") is None for table in body("table").css("table")] == [1, 0]
    assert body("table").css_first("table caption .caption-text").text() == "C."
    assert body("none").css_first("p#table-a").text() == "Table 3.1. C."
    latex = build_book(pages, "latex").latex
    assert latex.count(r"\caption{C.}") == 1
    assert r"\sphinxcaption{C.}" in latex


def test_a_label_that_several_tabs_have_is_followed_by_the_tab_in_all_but_the_first(
    build_book: Build,
) -> None:
    panels = [
        Node("tab_panel", tabs=(tab,), attrs={"title": tab}, children=nodes)
        for tab in ("jax", "rust")
        for nodes in [captioned("figure", data(svg=SVG), tab=tab)]
    ]
    body = build_book({"page": [HEADING, Node("tab_set", children=panels)]}).body("page")
    assert [span.id for span in body.css("figure > span")] == ["figure-a", "figure-a-rust"]


def test_a_line_says_where_an_output_is_from_and_the_site_leads_there(
    site: Book, latex: str
) -> None:
    full, stale = site.body("page").css("p.provenance")
    assert full.attributes["class"] == "provenance full"
    assert full.text().startswith("JAX 1 · frozen notebook Verify")
    assert full.css_first(".evidence a").attributes["href"] == "outputs/p%20%26%20q.ipynb"
    button = full.css_first("button.verify").attributes
    assert (button["data-name"], button["data-cells"]) == ("p & q.ipynb", "0 2")
    assert (stale.attributes["class"], stale.text()) == ("provenance stale", "Not executed yet.")
    assert "JAX 1" in latex and "frozen notebook" not in latex


def test_an_answer_is_folded_on_the_site_and_headed_elsewhere(site: Book, latex: str) -> None:
    answer = site.body("page").css_first("details.answer")
    assert answer.css_first("summary").text() == "Answer <1>"
    assert "Forty-two." in answer.text()
    assert r"\sphinxstylestrong{Answer \textless{}1" in latex.replace("<", r"\textless{}")


def test_a_note_is_a_quotation(site: Book) -> None:
    assert site.body("page").css_first("blockquote.outdated").text().strip() == "Behind."


def test_a_widget_for_the_site_alone_is_not_in_latex(site: Book, latex: str) -> None:
    widget = site.body("page").css_first("[data-widget=live]")
    assert widget is None, "the site has no network for it"
    assert "Static." not in latex and "Live" not in latex


def test_a_widget_shows_what_readers_without_a_script_see(build_book: Build) -> None:
    page = [
        HEADING,
        Node("widget", attrs={"name": "question", "argument": "3"}, children=[text("S.")]),
    ]
    widget = build_book({"page": page}).body("page").css_first("div.widget")
    assert (widget.attributes["data-widget"], widget.attributes["data-argument"]) == (
        "question",
        "3",
    )
    assert widget.text().strip() == "S."
    assert "S." in build_book({"page": page}, "latex").chapter("A")


def test_panels_name_their_framework(site: Book) -> None:
    body = site.body("page")
    panels = body.css("div.tabs[data-tabs] > div.tab-panel")
    assert [panel.attributes["data-framework"] for panel in panels] == ["jax", "rust"]
    assert [panel.attributes["data-title"] for panel in panels] == ["JAX", "Rust & co"]
    assert [panel.css_first(".tab-name").text() for panel in panels] == ["JAX", "Rust & co"]


def test_code_of_a_panel_that_nothing_parts_is_one_listing(site: Book) -> None:
    panel = site.body("page").css_first("div.tab-panel")
    assert [block.text() for block in panel.css("pre")] == ["x\n\ny\n"]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("#@hide\nx = 1", []),
        ("#@hide_code\nx = 1", ["out"]),
        ("#@hide_output\nx = 1", ["#@hide_output\nx = 1"]),
        ("# Hide outputs\nx = 1", ["# Hide outputs\nx = 1"]),
        ("#@hide_all\nx = 1", []),
    ],
)
def test_cells_are_hidden_as_d2lbook_does(tree_of: Read, code: str, shown: list[str]) -> None:
    made = tree_of([HEADING, *cell(code, {"output_type": "stream", "text": "out\n"})])
    assert [block.astext() for block in made.findall(nodes.literal_block)] == shown


def test_all_cells_from_one_on_may_be_hidden(tree_of: Read) -> None:
    made = tree_of([HEADING, *cell("a"), *cell("#@hide_all\nb"), *cell("c", data(plain="d"))])
    assert [block.astext() for block in made.findall(nodes.literal_block)] == ["a"]


def test_a_formula_that_was_printed_is_one(tree_of: Read) -> None:
    made = tree_of([HEADING, *cell("f()", data(latex="$\\displaystyle x$", plain="x"))])
    (formula,) = made.findall(nodes.math_block)
    assert formula.astext() == "\\displaystyle x"
