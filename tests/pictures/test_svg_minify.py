import re
from xml.etree import ElementTree

from ninbook.pictures import svg_minify, svg_tree
from ninbook.pictures.svg_minify import DIGITS

ROOT = '<svg xmlns="http://www.w3.org/2000/svg"><g id="figure_1">\n {}\n</g></svg>'
PAINT = ("fill", "opacity", "stroke", "stroke-dasharray", "stroke-width")
CURVE = '<g id="line2d_{}">\n <path d="M {} \n" style="stroke: {}"/>\n </g>'


def minify_plot(svg: str) -> str:
    root = svg_tree.read(svg)
    svg_minify.minify_plot(root)
    return svg_tree.write(root)


def plot(*curves: str) -> str:
    return ROOT.format("\n".join(curves))


def curves_of(svg: str | bytes) -> list[tuple[list[str], dict[str, str]]]:
    """Steps of each path, rounded as on a page, and how it is drawn."""
    root = ElementTree.fromstring(svg)
    found = []
    for path in root.iter("{http://www.w3.org/2000/svg}path"):
        steps = re.findall(r"[a-zA-Z]|-?[\d.]+", path.attrib["d"])
        rounded = [step if step.isalpha() else f"{float(step):.{DIGITS}f}" for step in steps]
        style = dict(re.findall(r"([\w-]+): ([^;]+)", path.get("style", "")))
        style |= {name: path.attrib[name] for name in path.attrib if name in PAINT}
        found.append((rounded, {name: style[name] for name in PAINT if name in style}))
    return found


def steps(path: str) -> list[str]:
    return [part if part.isalpha() else f"{float(part):.2f}" for part in path.split()]


def test_a_curve_that_goes_on_hides_the_earlier_one() -> None:
    light = minify_plot(
        plot(CURVE.format(1, "0 0 \nL 1 1", "red"), CURVE.format(2, "0 0 \nL 1 1 \nL 2 0", "red"))
    )
    assert curves_of(light) == [(steps("M 0 0 L 1 1 L 2 0"), {"stroke": "red"})]


def test_curves_that_differ_stay() -> None:
    kept = [
        ("0 0 L 1 1", "red"),
        ("0 0 L 1 12", "red"),  # begins with the same digits, and goes elsewhere
        ("0 0 L 1 1 L 2 2", "blue"),
        ("9 9 L 1 1 L 2 2", "red"),
        ("0 0", "red; opacity: 0.5"),
        ("0 0 L 5 5", "red; opacity: 0.5"),
    ]
    light = minify_plot(
        plot(*(CURVE.format(i, path, style) for i, (path, style) in enumerate(kept)))
    )
    assert [path for path, _ in curves_of(light)] == [steps(f"M {path}") for path, _ in kept]
    drawn = [style["stroke"] for _, style in curves_of(light)]
    assert drawn == [style.partition(";")[0] for _, style in kept]


def test_a_later_curve_is_not_hidden_by_an_earlier_one() -> None:
    curves = [CURVE.format(1, "0 0 L 1 1 L 2 2", "red"), CURVE.format(2, "0 0 L 1 1", "red")]
    assert len(curves_of(minify_plot(plot(*curves)))) == 2


def test_ids_that_something_names_stay() -> None:
    named = '<path id="a" d=""/><use href="#a"/><g id="b" clip-path="url(#c)"/><rect id="c"/>'
    light = minify_plot(ROOT.format(named))
    assert re.findall(r'\bid="([^"]*)"', light) == ["a", "c"]


def test_texts_keep_their_words_and_turns() -> None:
    text = (
        "<text style=\"font-size: 10px; font-family: 'DejaVu Sans', sans-serif; "
        'text-anchor: end" x="1" transform="rotate({} 1 2)">two  words</text>'
    )
    light = minify_plot(ROOT.format(text.format("-0") + "\n" + text.format("-90")))
    assert light.count(">two  words</text>") == 2
    assert "font-family" not in light and "style" not in light
    assert light.count('text-anchor="end"') == 2
    assert light.count('font-size="10px"') == 1  # of all, at the root
    assert re.findall(r"rotate\([^)]*\)", light) == ["rotate(-90 1 2)"]


def test_styles_that_are_no_attributes_stay() -> None:
    light = minify_plot(ROOT.format('<path d="M 0 0" style="fill: red; mix-blend-mode: screen"/>'))
    assert 'style="fill: red; mix-blend-mode: screen"' in light


def test_numbers_keep_hundredths_of_a_point_and_groups_that_say_something() -> None:
    light = minify_plot(
        ROOT.format(
            '<g><g clip-path="url(#a)"><g><path d="M -0.001 1.23456 \nL 10.5 2 \nz"/></g></g></g>'
        )
    )
    assert 'd="M0 1.23L10.5 2z"' in light
    assert light.count("<g") == 1 and 'clip-path="url(#a)"' in light


def test_attributes_that_the_own_style_sheet_overrules_are_left_out() -> None:
    style = "<style>.a .f { fill: var(--x, red) }</style>"
    root = svg_tree.read(f'<svg>{style}<path class="f" fill="red"/><path fill="red"/></svg>')
    svg_minify.remove_fallbacks(root)
    assert [path.attrib for path in root.iter("path")] == [{"class": "f"}, {"fill": "red"}]


TEXT = "{http://www.w3.org/2000/svg}text"


def words_of(svg: str) -> list[str]:
    return [
        "".join("".join(text.itertext()).split()) for text in ElementTree.fromstring(svg).iter(TEXT)
    ]


def test_frozen_plots_show_the_same_curves_in_less(frozen_plots: list[str]) -> None:
    for before in frozen_plots:
        after = minify_plot(before)
        ElementTree.fromstring(after)
        assert len(after) < 0.6 * len(before)
        kept = curves_of(after)
        for path, style in curves_of(before.encode()):
            assert any(other[: len(path)] == path and s == style for other, s in kept)
        assert words_of(after) == words_of(before)


def test_a_use_does_not_say_again_how_its_mark_is_painted() -> None:
    mark = '<defs><path id="m" d="M 0 0 L 0 3" style="stroke: red; stroke-width: 1"/></defs>'
    use = '<use xlink:href="#m" x="1" y="2" style="stroke: red; stroke-width: 2"/>'
    svg = ROOT.format(mark + use).replace(
        "<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" '
    )
    (light,) = ElementTree.fromstring(minify_plot(svg)).iter("{http://www.w3.org/2000/svg}use")
    assert light.attrib == {"href": "#m", "x": "1", "y": "2", "stroke-width": "2"}
