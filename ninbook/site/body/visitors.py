"""Writes formulas as MathML, at build time, and entries of a bibliography as items of a list."""

from html import escape
from typing import Any

from docutils import nodes
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from ninbook.document.mathml import FormulaError, mathml_of

_log = logging.getLogger(__name__)


def to_mathml(latex: str, display: str, node: nodes.Element) -> str:
    """Convert a formula to MathML with the LaTeX as annotation, or else to the LaTeX as code."""
    try:
        return mathml_of(latex, display)
    except FormulaError as error:
        _log.warning("formula can't be rendered (%s): %s", error, latex, location=node)
        return f"<code>{escape(latex)}</code>"


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write an inline formula."""
    translator.body.append(to_mathml(node.astext(), "inline", node))
    raise nodes.SkipNode


def visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula with its number and anchor."""
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


def visit_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """Begin an entry as docutils 0.23 does, whose role DPUB-ARIA 1.1 has withdrawn."""
    HTML5Translator.visit_citation(translator, node)
    entry = translator.body[-1]
    translator.body[-1] = entry.replace('role="doc-biblioentry"', 'role="listitem"')


def setup(app: Any) -> None:
    """Register the visitors with Sphinx."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    citation = (visit_citation, HTML5Translator.depart_citation)
    app.add_node(nodes.citation, override=True, html=citation, epub=citation)
