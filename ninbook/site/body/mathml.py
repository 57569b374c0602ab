"""Renders mathematics at build time, as MathML, which browsers show without a script."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

_log = logging.getLogger(__name__)
_CHARACTER = re.compile(r"&#x([0-9A-Fa-f]+);")
_KNOWN_NAMES = (
    (re.compile(r"\\begin *\{aligned(?:at\} *\{\d+)?\}(?: *\[\w\])?"), r"\\begin{split}"),
    (re.compile(r"\\end *\{aligned(?:at)?\}"), r"\\end{split}"),
    (re.compile(r"\\begin *\{gathered\}(?: *\[\w\])?"), r"\\begin{matrix}"),
    (re.compile(r"\\end *\{gathered\}"), r"\\end{matrix}"),
)
_INNER = (
    re.compile(r"\\begin *\{(\w+\*?)\}(?:(?!\\begin\b)[\s\S])*?\\end *\{\1\}"),
    re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}"),
)
_FUNCTION = re.compile(
    r"(?:(?<=<mrow>)|(?<=</m[ino]>)|(?<=</(?:mrow|msub|msup)>)|(?<=</mfrac>))"
    r"(<mi>[A-Za-z]{2,}</mi>)(?=<(?:mi|mn|mfrac|msqrt|mroot|msup|msub|msubsup)>)"
)
"""A function's name before its argument. As a base it follows the opening of ``msub``."""
_THIN_SPACE = r'\1<mspace width="0.167em" />'
_BREAK = re.compile(r"\\\\|(?<!\\)&")


def to_mathml(latex: str, display: str, node: nodes.Element) -> str:
    """Converts a formula.

    Args:
        latex: the formula in LaTeX.
        display: "inline" or "block".
        node: where it stands, for the warning if it can't be converted.

    Returns:
        A ``<math>`` element that carries the LaTeX as annotation, or the LaTeX itself as code.
    """
    try:
        mathml = str(convert(_as_converted(latex.strip(), display), display=display))
    except Exception as error:
        reason = str(error) or type(error).__name__
        _log.warning("formula can't be rendered (%s): %s", reason, latex, location=node)
        return f"<code>{escape(latex)}</code>"
    mathml = _CHARACTER.sub(_written_out, mathml)
    mathml = _FUNCTION.sub(_THIN_SPACE, mathml)  # which TeX sets there
    mathml = mathml.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")  # HTML knows it
    return mathml.replace("<math ", f'<math alttext="{escape(latex.strip(), quote=True)}" ', 1)


def _as_converted(latex: str, display: str) -> str:
    """Names environments as latex2mathml 3.81 knows them, which shows others' ampersands.

    Lines outside any environment are aligned, as in the ``split`` that Sphinx puts around them for
    TeX.
    """
    for pattern, known in _KNOWN_NAMES:
        latex = pattern.sub(known, latex)
    outside = latex
    for inner in _INNER:
        count = 1
        while count:
            outside, count = inner.subn("", outside)
    if display == "block" and _BREAK.search(outside):
        return rf"\begin{{split}}{latex}\end{{split}}"
    return latex


def _written_out(reference: re.Match[str]) -> str:
    """Returns the character for its number, unless it is one of HTML's own."""
    character = chr(int(reference[1], 16))
    return reference[0] if character in "<>&\"'" or not character.isprintable() else character


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Writes an inline formula."""
    translator.body.append(to_mathml(node.astext(), "inline", node))
    raise nodes.SkipNode


def visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Writes a displayed formula with its number and anchor."""
    classes = "math notranslate nohighlight"
    if "math-wrapper" in getattr(node.parent, "attributes", {}).get("classes", ()):
        # The theme's frame around the formula has its ids already.
        translator.body.append(f'<div class="{classes}">')
    else:
        translator.body.append(translator.starttag(node, "div", CLASS=classes))
    translator.body.append(to_mathml(node.astext(), "block", node))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        translator.body.append("</span>")
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def setup_mathml(app: Any) -> None:
    """Registers the renderer under the name ``mathml``."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
