from pathlib import Path
from typing import Any

import pytest

from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.pages.merge import merge
from ninbook.pages.present import PresentedPage

TITLES = {"jax": "JAX", "rust": "Rust"}
DOCUMENT = Document(Path("a.md"), Path("a.md"), "")


def text(content: str) -> list[Node]:
    return [Node("paragraph", children=[Node("text", content=content)])]


def cell(source: str, tab: str, *outputs: Any) -> list[Node]:
    number = list(TITLES).index(tab)  # as if the first tab had fewer cells above
    code = Node("cell", tabs=(tab,), attrs={"source": source, "number": number})
    return [code, *(Node("outputs", tabs=(tab,), attrs={"outputs": [one]}) for one in outputs)]


def page(tab: str, *blocks: tuple[int, list[Node]]) -> PresentedPage:
    return PresentedPage(DOCUMENT, tab, blocks)


def shown(nodes: list[Node]) -> list[Any]:
    """Texts and code as strings, tab sets as what their panels show."""
    found: list[Any] = []
    for node in nodes:
        if node.type == "tab_set":
            found.append({panel.attrs["title"]: shown(panel.children) for panel in node.children})
        else:
            found.append(node.attrs.get("source") or node.text or node.type)
    return found


def test_what_tabs_share_stands_once_and_the_rest_in_panels() -> None:
    pages = [page(tab, (0, text("One")), (2, cell(tab, tab)), (4, text("Two"))) for tab in TITLES]
    assert shown(merge(pages, TITLES)) == ["One", {"JAX": ["jax"], "Rust": ["rust"]}, "Two"]


def test_text_of_one_tab_stands_with_its_code() -> None:
    jax = page("jax", (0, cell("a", "jax")), (1, text("For JAX.")), (2, cell("b", "jax")))
    rust = page("rust", (0, cell("c", "rust")), (2, cell("d", "rust")))
    panels = {"JAX": ["a", "For JAX.", "b"], "Rust": ["c", "d"]}
    assert shown(merge([jax, rust], TITLES)) == [panels]


def test_what_shows_nothing_parts_no_panels() -> None:
    pages = [page(tab, (0, cell(tab, tab)), (1, []), (2, cell("x", tab))) for tab in TITLES]
    assert shown(merge(pages, TITLES)) == [{"JAX": ["jax", "x"], "Rust": ["rust", "x"]}]


def test_code_that_all_tabs_share_stands_once() -> None:
    pages = [page(tab, (0, cell("x", tab)), (1, text("Words."))) for tab in TITLES]
    assert shown(merge(pages, TITLES)) == ["x", "Words."]


@pytest.mark.parametrize("titles", [TITLES, TITLES | {"go": "Go"}])
def test_shared_code_stands_in_panels_beside_code_of_one_tab(titles: dict[str, str]) -> None:
    pages = [page(tab, (0, cell("x", tab)), (1, cell(tab, tab))) for tab in TITLES]
    assert shown(merge(pages, titles)) == [{"JAX": ["x", "jax"], "Rust": ["x", "rust"]}]


def test_shared_code_of_a_page_that_lacks_a_tab_stands_in_panels() -> None:
    pages = [page(tab, (0, cell("x", tab))) for tab in TITLES]
    assert shown(merge(pages, TITLES | {"go": "Go"})) == [{"JAX": ["x"], "Rust": ["x"]}]


def test_outputs_stay_in_the_panel_of_their_code() -> None:
    pages = [page(tab, (0, cell("x", tab, {"text": tab}))) for tab in TITLES]
    expected = {"JAX": ["x", "outputs"], "Rust": ["x", "outputs"]}
    assert shown(merge(pages, TITLES)) == [expected]


def test_a_page_of_one_tab_has_no_panels() -> None:
    only = page("jax", (0, cell("x", "jax")), (1, text("Words.")))
    assert shown(merge([only], TITLES)) == ["x", "Words."]


def test_a_slide_mark_holds_nothing() -> None:
    mark = Node("slide_mark", attrs={"name": "[**", "opens": True})
    assert len(page("jax", (0, [mark]), (1, text("Words."))).nodes) == 2


def test_what_a_directive_opens_holds_what_follows_each_time() -> None:
    answer = Node("answer", attrs={"opens": True})
    both = page("jax", (0, [answer]), (1, text("Inside.")), (2, [Node("end")]), (3, text("Out.")))
    for _ in range(2):
        first, last = both.nodes
        assert [child.text for child in first.children] == ["Inside."]
        assert last.text == "Out."
