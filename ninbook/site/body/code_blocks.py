"""Code and its outputs as readers need them: without needless tags, and long outputs folded.

Pygments puts a tag around every name and every parenthesis. Where neither the light style nor the
dark one sets them apart from the text around them, pages do without: half of what code weighs.
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from pygments.formatters import HtmlFormatter
from pygments.style import Style
from pygments.token import Text
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge

from ninbook.words.words import words_of

LINES = 30
"""Outputs with more lines are folded."""


def light_formatter(*styles: type[Style]) -> type[HtmlFormatter]:
    """Return a formatter that leaves out tags of tokens that all styles show as plain text."""

    class LightFormatter(HtmlFormatter):
        """Writes HTML without tags that change nothing."""

        def _get_css_classes(self, ttype: Any) -> str:
            if all(is_plain(style, ttype) for style in styles):
                return ""
            return str(super()._get_css_classes(ttype))

    return LightFormatter


def is_plain(style: type[Style], token: Any) -> bool:
    """Tell whether a style shows a kind of token as plain text."""
    own: Any = style
    known = token
    while known not in own._styles:  # kinds that a lexer made up look like what they derive from
        known = known.parent
    return bool(own.style_for_token(known) == own.style_for_token(Text))


def _choose(app: Sphinx) -> None:
    if app.builder.format != "html":
        return
    highlighter = app.builder.highlighter  # type: ignore[attr-defined]
    dark = PygmentsBridge("html", app.config.pygments_dark_style)
    styles = (highlighter.formatter_args["style"], dark.formatter_args["style"])
    formatter = light_formatter(*styles)
    made: dict[str, HtmlFormatter] = {}

    def formatter_for(**options: Any) -> HtmlFormatter:
        # Sphinx asks for each block; to make one takes as long as to write a short block.
        name = repr(options)
        if name not in made:
            made[name] = formatter(**options)
        return made[name]

    highlighter.formatter = formatter_for


def _fold_long_outputs(app: Sphinx, doctree: nodes.document, name: str) -> None:
    """Put long outputs into an element that readers open, on the site only."""
    if app.builder.format != "html":
        return
    words = words_of(app.config.language or "en")
    for block in list(doctree.findall(nodes.literal_block)):
        lines = len(block.astext().splitlines())
        if "output" in block["classes"] and lines > LINES:
            summary = escape(words.long_output.format(lines=lines))
            opening = f'<details class="long-output"><summary>{summary}</summary>'
            place = block.parent.index(block)
            # Not by replace_self, which would give the first of these the block's classes.
            block.parent.insert(place + 1, nodes.raw("", "</details>", format="html"))
            block.parent.insert(place, nodes.raw("", opening, format="html"))


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx, after the theme."""
    app.connect("builder-inited", _choose, priority=900)
    app.connect("doctree-resolved", _fold_long_outputs)
