"""Prepares SVG pictures to stand inside a page, so that they follow its colours."""

from __future__ import annotations

import re
from html import escape, unescape

from ninbook.pictures.svg_minify import minify_plot, without_fallbacks

_PROLOG = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->", re.DOTALL)
_ROOT = re.compile(r"<svg\b([^>]*)>")
_IDENTIFIER = re.compile(r'\bid="([^"]+)"')
_COLOURS = {
    "#000000": "currentColor",
    "#1f77b4": "var(--c0, #1f77b4)",
    "#ff7f0e": "var(--c1, #ff7f0e)",
    "#2ca02c": "var(--c2, #2ca02c)",
    "#d62728": "var(--c3, #d62728)",
    "#b0b0b0": "var(--grid, #b0b0b0)",
    "#cccccc": "var(--grid, #cccccc)",
}
_TEXT = re.compile(r"<text\b[^>]*>([^<]+)</text>")
_NUMBER = re.compile(r"^[\d.\s−-]+$")


def is_adaptive(svg: str) -> bool:
    """Tells whether a picture follows the page's colours: a plot, or one that says so."""
    root = _ROOT.search(svg)
    return is_plot(svg) or (
        root is not None and re.search(r'class="[^"]*\badaptive\b', root[0]) is not None
    )


def is_plot(svg: str) -> bool:
    """Tells whether Matplotlib drew a picture."""
    return 'id="figure_1"' in svg or "matplotlib" in svg[:2000].lower()


def inline(svg: str, prefix: str, label: str = "") -> str:
    """Returns a picture as an element of a page.

    Args:
        svg: the file's content.
        prefix: makes its ids unique on the page.
        label: description for those who don't see it; for a plot, the words in it by default.

    Returns:
        The ``<svg>`` element. A plot's colours become custom properties of the style sheet.
    """
    svg = element(svg)
    if is_plot(svg):
        label = label or plot_label(svg)
        for colour, replacement in _COLOURS.items():
            svg = svg.replace(colour, replacement)
        svg = svg.replace('<style type="text/css">*{', '<style type="text/css">.plot *{')
        svg = re.sub(r"fill: #ffffff|fill:#ffffff", "fill: none", svg)
        svg = re.sub(r"<text ", '<text fill="currentColor" ', svg)
        svg = minify_plot(_ROOT.sub(lambda m: _with_class(m[0], "plot"), svg, count=1))
    else:
        svg = without_fallbacks(svg)
    for name in set(_IDENTIFIER.findall(svg)):
        if name.startswith("fig-"):
            continue
        svg = svg.replace(f'id="{name}"', f'id="{prefix}-{name}"')
        svg = svg.replace(f"#{name})", f"#{prefix}-{name})").replace(
            f'href="#{name}"', f'href="#{prefix}-{name}"'
        )
        for attribute in ("aria-labelledby", "aria-describedby"):
            svg = svg.replace(f'{attribute}="{name}"', f'{attribute}="{prefix}-{name}"')
    if label and "aria-label" not in svg[:600]:
        described = f'<svg role="img" aria-label="{escape(label, quote=True)}"'
        svg = svg.replace(' role="img"', "", 1).replace("<svg", described, 1)
    return svg


def element(svg: str) -> str:
    """Returns the ``<svg>`` element of a file, without what comes before it."""
    return _PROLOG.sub("", svg).strip()


def on_paper(svg: str) -> str:
    """Returns a plot on white, so that its black letters can be read on a dark page, too."""
    root = _ROOT.search(svg)
    if root is None or "background" in root[0] or not is_plot(svg):
        return svg
    return _ROOT.sub(lambda m: f'<svg style="background: #ffffff"{m[1]}>', svg, count=1)


def plot_label(svg: str, plot: str = "Plot") -> str:
    """Returns a description of a plot made of the words that it shows.

    Args:
        svg: the plot.
        plot: what to call it.
    """
    words = [unescape(word).strip() for word in _TEXT.findall(svg)]
    words = [word for word in dict.fromkeys(words) if not _NUMBER.match(word)]
    return f"{plot}: " + ", ".join(words) if words else plot


def _with_class(root: str, name: str) -> str:
    if 'class="' in root:
        return root.replace('class="', f'class="{name} ', 1)
    return root.replace("<svg", f'<svg class="{name}"', 1)
