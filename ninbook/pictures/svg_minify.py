"""Takes from a plot what nobody can see, so that a page with many of them stays light.

d2l's training loop draws every curve anew after each minibatch, over the earlier ones. The picture
then holds a hundred curves of which each hides the one before. Matplotlib also writes millionths of
a point, wraps each part in groups, and styles each by itself.
"""

from __future__ import annotations

import re

DIGITS = 2
"""Decimal places of a point that are kept: thinner than any screen's pixel."""

_CURVE = re.compile(r'<g id="[^"]*line2d_\d+">\s*<path d="([^"]*)"([^>]*)/>\s*</g>')
_BLANKS = re.compile(r"\s+")
_TAG_GAP = re.compile(r">\s+<")
_UNUSED_TURN = re.compile(r' transform="rotate\(-?0(?:\.0)? [^)]*\)"')
_IDENTIFIER = re.compile(r' id="([^"]+)"')
_ROOT = re.compile(r"<svg\b")
_ROOT_TAG = re.compile(r"(<svg\b[^>]*>)")
_BARE_GROUP = re.compile(r"<g>((?:(?!<g\b|</g>).)*)</g>", re.DOTALL)
_GROUP = re.compile(r"(<g [^>]*>)((?:(?!<g\b|</g>).)*)</g>", re.DOTALL)
_STYLE = re.compile(r' style="([^"]*)"')
_STYLE_OF_ALL = re.compile(
    r'(?:<defs>)?<style type="text/css">(?:\.plot )?\*\{([^{}]*)\}</style>(?:</defs>)?'
)
_PLACE = re.compile(r'\b(d|x|y|x1|x2|y1|y2|transform|width|height)="([^"]*)"')
_NUMBER = re.compile(r"-?\d+\.\d+")
_ATTRIBUTES = frozenset(
    (
        *("fill", "fill-opacity", "fill-rule", "font-size", "font-style", "font-weight", "opacity"),
        *("stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin"),
        *("stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor"),
    )
)
"""Properties that can stand as attributes, which a page's policy need not list."""
_USUAL = {"stroke-dashoffset": "0", "text-anchor": "start"}
_TAG = re.compile(r"<[a-z]\w*\s[^<>]*>")
_CLASS = re.compile(r'\bclass="([^"]*)"')
_PAINT = re.compile(r"\.([\w-]+)\s*\{\s*(fill|stroke):[^{};]*\}")
_UNUSED_ON_ROOT = re.compile(r' (?:xmlns:xlink|version)="[^"]*"')


def minify_plot(plot: str) -> str:
    """Returns a plot that looks the same, without hidden curves, unused ids and white space.

    Args:
        plot: an SVG picture that Matplotlib drew. Letters take the font of the page.
    """
    plot = _without_hidden(plot)
    plot = _TAG_GAP.sub("><", _UNUSED_TURN.sub("", plot))
    plot = _with_attributes(plot)
    named = set(re.findall(r'(?:url\(#|href="#)([^")]+)', plot))
    plot = _IDENTIFIER.sub(lambda found: found[0] if found[1] in named else "", plot)
    plot = _without_bare_groups(plot)
    before, root, rest = _ROOT_TAG.split(plot, maxsplit=1)  # its size and view stay as they were
    rest = _PLACE.sub(lambda found: f'{found[1]}="{_rounded(found[2], found[1] == "d")}"', rest)
    return before + _UNUSED_ON_ROOT.sub("", root) + rest.replace("xlink:href=", "href=")


def without_fallbacks(drawing: str) -> str:
    """Returns a drawing without attributes that its own style sheet overrules anyway.

    They are for renderers that know no custom properties; browsers do.

    Args:
        drawing: an SVG picture whose style sheet paints by class.
    """
    painted = set(_PAINT.findall(drawing))

    def shorter(tag: re.Match[str]) -> str:
        classes = _CLASS.search(tag[0])
        kept = tag[0]
        for name, attribute in painted:
            if classes and name in classes[1].split():
                kept = re.sub(rf' {attribute}="[^"]*"', "", kept)
        return kept

    return _TAG.sub(shorter, drawing)


def _squeezed(path: str) -> str:
    return _BLANKS.sub(" ", path).strip()


def _without_hidden(plot: str) -> str:
    curves = list(_CURVE.finditer(plot))
    hidden = set()
    for number, curve in enumerate(curves):
        begins = _squeezed(curve[1]) + " "
        for later in curves[number + 1 :]:
            goes_on = f"{_squeezed(later[1])} ".startswith(begins)
            if goes_on and later[2] == curve[2] and "opacity" not in curve[2]:
                hidden.add(curve.start())
                break
    return _CURVE.sub(lambda found: "" if found.start() in hidden else found[0], plot)


def _with_attributes(plot: str) -> str:
    """Turns styles into attributes; what all parts share stands once, at the root."""
    shared = _properties(found[1]) if (found := _STYLE_OF_ALL.search(plot)) else {}
    if shared.keys() <= _ATTRIBUTES:
        plot = _STYLE_OF_ALL.sub("", plot, count=1)
    else:
        shared = {}
    sizes = {
        size for style in _STYLE.findall(plot) if (size := _properties(style).get("font-size"))
    }
    if len(sizes) == 1:
        shared["font-size"] = str(sizes.pop())

    def attributes(found: re.Match[str]) -> str:
        own = _properties(found[1])
        own.pop("font-family", None)
        if not own.keys() <= _ATTRIBUTES:
            return found[0]
        kept = {name: own[name] for name in own if own[name] != (_USUAL | shared).get(name)}
        return _written(kept)

    plot = _STYLE.sub(attributes, plot)
    return _ROOT.sub(lambda found: found[0] + _written(shared), plot, count=1)


def _properties(style: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in style.split(";") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _written(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in attributes.items())


def _without_bare_groups(plot: str) -> str:
    """Removes groups that say nothing, from the innermost outwards."""
    # Groups that do say something are set aside meanwhile, so that those around them can be seen.
    plot = plot.replace("<g/>", "")
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x02{len(kept) - 1}\x03"

    before = ""
    while before != plot:
        before = plot
        plot = _GROUP.sub(keep, _BARE_GROUP.sub(r"\1", plot))
    while "\x02" in plot:
        plot = re.sub(r"\x02(\d+)\x03", lambda found: kept[int(found[1])], plot)
    return plot


def _rounded(numbers: str, is_path: bool) -> str:
    numbers = _NUMBER.sub(lambda found: _short(float(found[0])), _squeezed(numbers))
    return re.sub(r" ?([a-zA-Z]) ?", r"\1", numbers) if is_path else numbers


def _short(number: float) -> str:
    text = f"{number:.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
