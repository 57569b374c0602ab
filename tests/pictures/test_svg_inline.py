import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ninbook.pictures import svg_tree
from ninbook.pictures.svg_inline import (
    head_of,
    height_by_width,
    inline,
    is_adaptive,
    is_plot,
)

FIGURE = """\
<?xml version="1.0" encoding="utf-8"?>
<!-- drawn by hand -->
<svg xmlns="http://www.w3.org/2000/svg" class="wide adaptive" viewBox="0 0 9 9">
<defs><clipPath id="edge"><path id="p" d="M0 0h9v9z"/></clipPath></defs>
<g id="side" clip-path="url(#edge)"><use href="#p"/><use href="#px"/><path id="px" d=""/></g>
<rect width="9" height="9" fill="#000000"/>
</svg>
"""
PLOT = """\
<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"
  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="200pt" viewBox="0 0 200 100" \
xmlns="http://www.w3.org/2000/svg" version="1.1">
 <defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>
 <g id="figure_1"><g id="patch_1"><path d="M 0 0" style="fill: #ffffff"/></g>
  <path id="m1" d="M 0 0" style="stroke: #000000"/><use xlink:href="#m1"/>
  <g clip-path="url(#c1)"><path d="M 0 0" style="stroke: #1f77b4"/></g>
  <path d="M 0 0" style="stroke: #ff7f0e"/><path d="M 0 0" style="stroke: #2ca02c"/>
  <text style="font-size: 10px" x="1" y="2">0.5</text><text x="1">−2</text>
  <text style="font-size: 10px" x="1" y="2">epoch</text><text x="3">train_loss</text>
  <text x="4">train_loss</text><text x="4">손실</text>
 </g>
 <defs><clipPath id="c1"><rect width="9" height="9"/></clipPath></defs>
</svg>
"""


def ids(svg: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', svg)


def references(svg: str) -> set[str]:
    return set(re.findall(r"url\(#([^)]+)\)", svg)) | set(re.findall(r'href="#([^"]+)"', svg))


def test_marked_pictures_are_adaptive() -> None:
    assert is_plot(PLOT)
    assert not is_adaptive(head_of(PLOT))
    assert is_adaptive(head_of(FIGURE))
    assert not is_plot(FIGURE)
    assert not is_adaptive(head_of(FIGURE.replace("wide adaptive", "wide nonadaptive")))
    assert not is_adaptive(head_of('<svg><g class="adaptive"/></svg>'))
    assert not is_adaptive(head_of('<svg class="adaptive"><g></svg>'))


def test_a_large_picture_is_read_up_to_its_first_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg_tree, "read", lambda svg: pytest.fail("all of it was read"))
    comment = f"<?xml version='1.0'?><!-- {'far down ' * 1000} -->"
    large = f"{comment}<svg class='opaque' viewBox='0 0 2 1'>{'<g/>' * 10000}</svg>"
    assert height_by_width(head_of(large)) == 0.5
    assert head_of(large).get("class") == "opaque"
    assert not head_of("").attrib and not head_of("<!-- nothing -->").attrib


@pytest.mark.parametrize("svg", [FIGURE, PLOT], ids=["figure", "plot"])
def test_a_picture_becomes_one_element(svg: str) -> None:
    drawn = inline(svg, "svg0", "Words")
    assert drawn.startswith("<svg ")
    assert drawn.endswith("</svg>")
    assert "<?xml" not in drawn
    assert "<!" not in drawn
    ElementTree.fromstring(drawn)


@pytest.mark.parametrize("svg", [FIGURE, PLOT], ids=["figure", "plot"])
def test_ids_of_two_pictures_differ_and_references_follow(svg: str) -> None:
    first, second = inline(svg, "svg0"), inline(svg, "svg1")
    assert len({*ids(first), *ids(second)}) == len(ids(first)) + len(ids(second)) > 0
    for drawn in (first, second):
        assert references(drawn) <= set(ids(drawn))
    assert {name.removeprefix("svg0-") for name in references(first)} == references(svg)


def test_colours_of_a_plot_become_variables() -> None:
    drawn = inline(PLOT, "svg0")
    for variable in ("var(--c0, #1f77b4)", "var(--c1, #ff7f0e)", "var(--c2, #2ca02c)"):
        assert f'stroke="{variable}"' in drawn
    assert "#000000" not in drawn
    assert "#ffffff" not in drawn
    assert 'stroke="currentColor"' in drawn
    assert svg_tree.read(drawn).get("fill") == "currentColor"  # of all letters
    assert re.search(r'<svg [^>]*class="plot"', drawn)


def test_references_in_quotes_and_style_sheets_follow_their_ids() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>#abc{fill:#abc;clip-path:url("#e")}</style>'
        """<path id="abc" data-id="abc" style="clip-path: url('#e')"/><clipPath id="e"/></svg>"""
    )
    drawn = inline(svg, "p")
    assert "#p-abc{fill:#abc;clip-path:url(#p-e)}" in drawn
    assert 'id="p-abc" data-id="abc" style="clip-path: url(#p-e)"' in drawn
    assert references(drawn) <= set(ids(drawn))


def test_factors_keep_their_digits() -> None:
    scaled = PLOT.replace('id="m1"', 'id="m1" transform="scale(0.015625)"')
    assert "scale(0.015625)" in inline(scaled, "p")


def test_colours_of_a_figure_stay() -> None:
    assert 'fill="#000000"' in inline(FIGURE, "svg0")


def test_a_plot_is_described_by_its_words() -> None:
    assert 'aria-label="그래프: epoch, train_loss, 손실"' in inline(PLOT, "p", plot="그래프")
    assert 'aria-label="Plot"' in inline('<svg id="figure_1"><text>0.5</text></svg>', "p")


def test_a_label_describes_the_picture_once() -> None:
    label = r'A "wide" <b> \sin \1 \g<0>'
    for drawn in (inline(FIGURE, "p", label), inline(PLOT, "p", label)):
        root = ElementTree.fromstring(drawn)
        assert root.get("aria-label") == label
        assert root.get("role") == "img"
    assert 'aria-label="Plot: epoch, train_loss' in inline(PLOT, "p")
    assert "aria-label" not in inline(FIGURE, "p")
    described = FIGURE.replace("viewBox", 'role="img" viewBox')
    assert inline(described, "p", "Words").count('role="img"') == 1


def test_a_picture_that_describes_itself_keeps_its_words() -> None:
    described = FIGURE.replace("viewBox", 'aria-labelledby="fig-t" viewBox')
    assert "aria-label=" not in inline(described, "p", "Words")


def test_words_of_a_plot_are_escaped_once() -> None:
    root = ElementTree.fromstring(inline(PLOT.replace("epoch", "a &lt; b"), "svg0"))
    assert (root.get("aria-label") or "").startswith("Plot: a < b, ")


def test_descriptions_are_found_under_their_new_ids() -> None:
    titled = FIGURE.replace("viewBox", 'aria-labelledby="t" viewBox').replace(
        "<defs>", '<title id="t">Words</title><defs>'
    )
    drawn = inline(titled, "svg0")
    assert re.search(r'aria-labelledby="([^"]+)"', drawn)[1] in ids(drawn)  # type: ignore[index]


def test_styles_of_a_plot_stay_in_the_plot() -> None:
    assert re.search(r"<style[^>]*>\s*\*", inline(PLOT, "svg0")) is None


def test_frozen_plots_of_the_chapter_can_stand_in_one_page(frozen_plots: list[str]) -> None:
    drawn = [inline(plot, f"svg{number}") for number, plot in enumerate(frozen_plots)]
    names = [name for svg in drawn for name in ids(svg)]
    assert len(names) == len(set(names))
    for svg in drawn:
        root = ElementTree.fromstring(svg)
        assert references(svg) <= set(ids(svg))
        assert (root.get("aria-label") or "").startswith("Plot: ")
        assert not re.search(r": #(000000|1f77b4|ff7f0e|2ca02c|ffffff)", svg)


def test_figures_of_the_chapter_stay_readable(chapter_copy: Path) -> None:
    figures = sorted(chapter_copy.glob("img/*.svg"))
    assert figures
    for file in figures:
        svg = file.read_text(encoding="utf-8")
        drawn = inline(svg, "svg0", "Words")
        assert len(ids(drawn)) == len(set(ids(drawn)))
        assert references(drawn) <= set(ids(drawn))
        root = ElementTree.fromstring(drawn)
        named = root.get("aria-labelledby", "").split()
        assert root.get("aria-label") or (named and set(named) <= set(ids(drawn)))
