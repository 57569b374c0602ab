"""Takes from a plot what nobody can see, so that a page with many of them stays light.

d2l's training loop draws every curve anew after each minibatch, over the earlier ones. The picture
then holds a hundred curves of which each hides the one before.
"""

from __future__ import annotations

import re

_CURVE = re.compile(r'<g id="[^"]*line2d_\d+">\s*<path d="([^"]*)"([^>]*)/>\s*</g>')
_BLANKS = re.compile(r"\s+")
_TAG_GAP = re.compile(r">\s+<")
_UNUSED_TURN = re.compile(r' transform="rotate\(-?0(?:\.0)? [^)]*\)"')
_IDENTIFIER = re.compile(r' id="([^"]+)"')
_FONT = re.compile(r" font-family: [^;\"]*;?")


def lighten(plot: str) -> str:
    """Returns a plot that looks the same, without hidden curves, unused ids and white space.

    Args:
        plot: an SVG picture that Matplotlib drew. Letters take the font of the page.
    """
    plot = _without_hidden(plot)
    plot = re.sub(r'\bd="([^"]*)"', lambda found: f'd="{_squeezed(found[1])}"', plot)
    plot = _FONT.sub("", _UNUSED_TURN.sub("", plot))
    named = set(re.findall(r'(?:url\(#|href="#)([^")]+)', plot))
    plot = _IDENTIFIER.sub(lambda found: found[0] if found[1] in named else "", plot)
    return _TAG_GAP.sub("><", plot)


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
