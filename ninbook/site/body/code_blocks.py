"""Code without needless tags.

Pygments puts a tag around every name and every parenthesis. Where neither the light style nor the
dark one sets them apart from the text around them, pages do without: half of what code weighs.
"""

from typing import Any

from pygments.formatters import HtmlFormatter
from pygments.style import Style
from pygments.token import Text
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge


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


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx, after the theme."""
    app.connect("builder-inited", _choose, priority=900)
