"""Prepares SVG pictures to stand inside a page, so that they follow its colours."""

import re
from io import StringIO
from xml.etree.ElementTree import Element, ParseError, iterparse

from ninbook.pictures import svg_tree
from ninbook.pictures.svg_minify import minify_plot, remove_fallbacks

_COLOURS = {
    "#000000": "currentColor",
    "#1f77b4": "var(--c0, #1f77b4)",
    "#ff7f0e": "var(--c1, #ff7f0e)",
    "#2ca02c": "var(--c2, #2ca02c)",
    "#d62728": "var(--c3, #d62728)",
    "#b0b0b0": "var(--grid, #b0b0b0)",
    "#cccccc": "var(--grid, #cccccc)",
}
_COLOUR = re.compile("|".join(_COLOURS))
_PHONE = 360
"""Points: a plot of this width still has letters of 8 pixels on a phone."""
_NUMBER = re.compile(r"^[\d.\s−-]+$")


def head_of(svg: str) -> Element:
    """Return a picture's element, whose classes say that it is ``adaptive`` or ``opaque``.

    Of others than adaptive pictures no more is read than this tag: a book has megabytes of them.
    One without attributes stands for that of a picture that is broken as far as it is read.
    """
    try:
        head: Element = next(iterparse(StringIO(svg), ["start"]))[1]
        return svg_tree.read(svg) if is_adaptive(head) else head
    except ParseError:
        return Element("svg")


def is_adaptive(head: Element) -> bool:
    """Tell whether an author says of a picture that it follows the page's colours."""
    return "adaptive" in head.get("class", "").split()


def height_by_width(head: Element) -> float | None:
    """Return a picture's height by its width; None if it doesn't say."""
    try:
        _, _, width, height = map(float, head.get("viewBox", "").split())
    except ValueError:
        return None
    return height / width if width > 0 else None


def is_plot(svg: str) -> bool:
    """Tell whether Matplotlib drew a picture."""
    return 'id="figure_1"' in svg or "matplotlib" in svg[:2000].lower()


def inline(svg: str, prefix: str, label: str = "", plot: str = "Plot") -> str:
    """Return a picture as an ``<svg>`` element, in which a plot takes the colours of the page.

    Args:
        svg: the file's content.
        prefix: makes its ids unique on the page.
        label: description for those who don't see it; for a plot, the words in it by default.
        plot: what to call a plot before these words.
    """
    root = svg_tree.read(svg)
    if is_plot(svg):
        label = label or _label(root, plot)
        _use_variables(root)
        minify_plot(root)
        kinds = f"plot {'wide' if _is_wide(root) else ''} {root.get('class', '')}"
        root.set("class", " ".join(kinds.split()))
    else:
        remove_fallbacks(root)
    svg_tree.rename_ids(root, prefix)
    if label and not {"aria-label", "aria-labelledby"}.intersection(root.keys()):
        root.attrib.update({"role": "img", "aria-label": label})
    return svg_tree.write(root)


def _is_wide(plot: Element) -> bool:
    """Tell whether the letters of a plot would be too small on a phone."""
    width = re.match(r"[\d.]+", plot.get("width", ""))
    return width is not None and float(width[0]) > _PHONE


def _use_variables(plot: Element) -> None:
    plot.set("fill", "currentColor")  # for letters, also where formulas are set or drawn as paths
    for element in plot.iter():
        for name, value in element.attrib.items():
            if name in ("style", "fill", "stroke"):
                value = value.replace("fill: #ffffff", "fill: none")
                element.set(name, _COLOUR.sub(lambda found: _COLOURS[found[0]], value))


def on_paper(svg: str) -> str:
    """Return a plot on white, so that its black letters can be read on a dark page, too."""
    root = svg_tree.read(svg)
    if not is_plot(svg) or "background" in root.get("style", ""):
        return svg
    root.set("style", "background: #ffffff")
    return svg_tree.write(root)


def _label(root: Element, plot: str) -> str:
    texts = ("".join(text.itertext()).strip() for text in svg_tree.all_named(root, "text"))
    words = [word for word in dict.fromkeys(texts) if word and not _NUMBER.match(word)]
    return f"{plot}: " + ", ".join(words) if words else plot
