"""Takes from a plot what nobody can see, so that a page with many of them stays light.

d2l's training loop draws every curve anew after each minibatch, over the earlier ones. The picture
then holds a hundred curves of which each hides the one before. Matplotlib also writes millionths of
a point, wraps each part in groups, and styles each by itself.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import tinycss2

from ninbook.pictures.svg_tree import all_named, name_of, references

DIGITS = 2
"""Decimal places of a point that are kept: thinner than any screen's pixel."""
_UNUSED_TURN = re.compile(r"rotate\(-?0(?:\.0)? [^)]*\)")
_NUMBER = re.compile(r"-?\d+\.\d+")
_LETTER = re.compile(r" ?([a-zA-Z]) ?")
_PLACES = ("d", "x", "y", "x1", "x2", "y1", "y2", "transform", "width", "height")
_ATTRIBUTES = frozenset(
    (
        *("fill", "fill-opacity", "fill-rule", "font-size", "font-style", "font-weight", "opacity"),
        *("stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin"),
        *("stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor"),
    )
)
"""Properties that can stand as attributes, which a page's policy need not list."""
_USUAL = {"stroke-dashoffset": "0", "text-anchor": "start"}


def minify_plot(plot: Element) -> None:
    """Remove hidden curves, unused ids, white space and needless digits; it looks the same."""
    for name in ("version", "background"):
        plot.attrib.pop(name, None)
    _remove(plot, set(all_named(plot, "metadata")) | set(_hidden_curves(plot)))
    _make_attributes(plot)
    _lighten_uses(plot)
    named = references(plot)
    for element in list(plot.iter()):
        if element.get("id") not in named:
            element.attrib.pop("id", None)
        if _UNUSED_TURN.fullmatch(element.get("transform", "")):
            element.attrib.pop("transform")
        for name in _PLACES if element is not plot else ():  # its size and view stay as they were
            if name in element.attrib:
                element.set(name, _rounded(element.attrib[name], name))
    _simplify(plot)


def remove_fallbacks(drawing: Element) -> None:
    """Remove attributes that a drawing's own style sheet, which paints by class, overrules anyway.

    They are for renderers that know no custom properties; browsers do.
    """
    painted = set()
    for style in all_named(drawing, "style"):
        for rule in tinycss2.parse_stylesheet(style.text or "", skip_whitespace=True):
            if rule.type == "qualified-rule":
                classes = re.findall(r"\.([\w-]+)\s*$", tinycss2.serialize(rule.prelude).strip())
                one = tinycss2.parse_declaration_list(rule.content, skip_whitespace=True)
                if classes and len(one) == 1 and one[0].type == "declaration":
                    painted.add((classes[0], one[0].name))
    for element in drawing.iter():
        for name in element.get("class", "").split():
            for attribute in ("fill", "stroke"):
                if (name, attribute) in painted:
                    element.attrib.pop(attribute, None)


def _hidden_curves(plot: Element) -> Iterator[Element]:
    groups = [group for group in all_named(plot, "g") if "line2d_" in group.get("id", "")]
    curves = [
        (group, " ".join(group[0].get("d", "").split()) + " ", {**group[0].attrib, "d": ""})
        for group in groups
        if len(group) == 1 and name_of(group[0]) == "path"
    ]
    for number, (group, path, look) in enumerate(curves):
        if "opacity" not in look.get("style", ""):
            later = curves[number + 1 :]
            if any(other == look and longer.startswith(path) for _, longer, other in later):
                yield group


def _remove(root: Element, elements: set[Element]) -> None:
    for parent in root.iter():
        for child in [child for child in parent if child in elements]:
            parent.remove(child)


def _make_attributes(plot: Element) -> None:
    """Turn styles into attributes; what all parts share stands once, at the root."""
    shared: dict[str, str] = {}
    for style in list(all_named(plot, "style")):
        selector, _, declarations = (style.text or "").strip().removesuffix("}").partition("{")
        if selector.strip() == "*" and _properties(declarations).keys() <= _ATTRIBUTES:
            shared = _properties(declarations)
            _remove(plot, {style})
        elif style.text and selector.strip() == "*":
            style.text = f".plot *{{{declarations}}}"
    styled = [(element, _properties(element.get("style", ""))) for element in plot.iter()]
    sizes = {size for _, own in styled if (size := own.get("font-size"))}
    if len(sizes) == 1:
        shared["font-size"] = sizes.pop()
    for element, own in styled:
        own.pop("font-family", None)
        if "style" in element.attrib and own.keys() <= _ATTRIBUTES:
            element.attrib.pop("style")
            usual = _USUAL | shared
            element.attrib.update({n: v for n, v in own.items() if v != usual.get(n)})
    plot.attrib.update(shared)


def _lighten_uses(plot: Element) -> None:
    """Remove from uses of a mark, such as the ticks of an axis, what the mark says itself."""
    marks = {f"#{mark.get('id')}": mark for mark in plot.iter() if mark.get("id")}
    for use in all_named(plot, "use"):
        mark = marks.get(use.get("href", ""))
        for name in _ATTRIBUTES & set(use.attrib):
            if mark is not None and mark.get(name) == use.get(name):
                del use.attrib[name]


def _properties(style: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _simplify(element: Element) -> None:
    """Remove white space outside of text, and groups that say nothing."""
    children: list[Element] = []
    for child in element:
        if name_of(child) != "text":
            _simplify(child)
        is_bare = name_of(child) in ("g", "defs") and not child.attrib
        children += (
            list(child)
            if is_bare and name_of(child) == "g"
            else [child] * (not is_bare or len(child) > 0)
        )
        child.tail = None
    if name_of(element) != "style":
        element.text = None
    element[:] = children


def _rounded(numbers: str, attribute: str) -> str:
    numbers = " ".join(numbers.split())
    if attribute == "transform" and ("scale" in numbers or "matrix" in numbers):
        return numbers  # a factor's hundredths would be seen
    numbers = _NUMBER.sub(lambda found: _short(float(found[0])), numbers)
    return _LETTER.sub(r"\1", numbers) if attribute == "d" else numbers


def _short(number: float) -> str:
    text = f"{number:.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
