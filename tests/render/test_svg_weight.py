from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import nbformat

from ninbook.render.svg_weight import lighten

ROOT = '<svg xmlns="http://www.w3.org/2000/svg"><g id="figure_1">\n {}\n</g></svg>'
CURVE = '<g id="line2d_{}">\n <path d="M {} \n" style="stroke: {}"/>\n </g>'


def plot(*curves: str) -> str:
    return ROOT.format("\n".join(curves))


def curves_of(svg: str) -> list[tuple[str, str]]:
    found = re.findall(r'<path d="([^"]*)"[^>]*style="([^"]*)"', svg)
    return [(re.sub(r"\s+", " ", path).strip(), style) for path, style in found]


def test_a_curve_that_goes_on_hides_the_earlier_one() -> None:
    light = lighten(
        plot(CURVE.format(1, "0 0 \nL 1 1", "red"), CURVE.format(2, "0 0 \nL 1 1 \nL 2 0", "red"))
    )
    assert curves_of(light) == [("M 0 0 L 1 1 L 2 0", "stroke: red")]


def test_curves_that_differ_stay() -> None:
    kept = [
        ("0 0 L 1 1", "red"),
        ("0 0 L 1 12", "red"),  # begins with the same digits, and goes elsewhere
        ("0 0 L 1 1 L 2 2", "blue"),
        ("9 9 L 1 1 L 2 2", "red"),
        ("0 0", "red; opacity: 0.5"),
        ("0 0 L 5 5", "red; opacity: 0.5"),
    ]
    light = lighten(plot(*(CURVE.format(i, path, style) for i, (path, style) in enumerate(kept))))
    assert curves_of(light) == [(f"M {path}", f"stroke: {style}") for path, style in kept]


def test_a_later_curve_is_not_hidden_by_an_earlier_one() -> None:
    curves = [CURVE.format(1, "0 0 L 1 1 L 2 2", "red"), CURVE.format(2, "0 0 L 1 1", "red")]
    assert len(curves_of(lighten(plot(*curves)))) == 2


def test_ids_that_something_names_stay() -> None:
    named = '<path id="a" d=""/><use href="#a"/><g id="b" clip-path="url(#c)"/><rect id="c"/>'
    light = lighten(ROOT.format(named))
    assert re.findall(r'\bid="([^"]*)"', light) == ["a", "c"]


def test_texts_keep_their_words_and_turns() -> None:
    text = (
        "<text style=\"font-size: 10px; font-family: 'DejaVu Sans', sans-serif; "
        'text-anchor: end" x="1" transform="rotate({} 1 2)">two  words</text>'
    )
    light = lighten(ROOT.format(text.format("-0") + "\n" + text.format("-90")))
    assert light.count(">two  words</text>") == 2
    assert "font-family" not in light
    assert light.count('style="font-size: 10px; text-anchor: end"') == 2
    assert re.findall(r"rotate\([^)]*\)", light) == ["rotate(-90 1 2)"]


def test_frozen_plots_show_the_same_curves_in_less(chapter_copy: Path) -> None:
    plots = [
        output["data"]["image/svg+xml"]
        for file in chapter_copy.glob("outputs/**/*.ipynb")
        for cell in nbformat.read(file, as_version=4).cells
        for output in cell.get("outputs", [])
        if "image/svg+xml" in output.get("data", {})
    ]
    assert plots
    for before in plots:
        after = lighten(before)
        ElementTree.fromstring(after)
        assert len(after) < 0.4 * len(before)
        kept = curves_of(after)
        for path, style in curves_of(before):
            assert any(f"{k} ".startswith(f"{path} ") and s == style for k, s in kept)
        assert re.findall(r">([^<>]+)</text>", after) == re.findall(r">([^<>]+)</text>", before)
