"""Formulas as MathML Core, which browsers show without a script."""

import re
from html import escape

from math_core import LatexError, LatexToMathML

_MACROS = {
    "substack": r"\begin{subarray}{c}#1\end{subarray}",
    "hbox": r"\text{#1}",
    "ensuremath": "#1",
    "mathds": r"\mathbb{#1}",
    "tag": r"\qquad\text{(#1)}",
    "require": r"\phantom{}",
}
"""Commands that math-core 0.9 lacks, or takes in numbered environments alone."""
_NAMES = (
    (re.compile(r"\\(begin|end)\s*\{split\}"), r"\\\1{aligned}"),
    (re.compile(r"\\begin\s*\{alignedat\}\s*\{\d+\}"), r"\\begin{aligned}"),
    (re.compile(r"\\end\s*\{alignedat\}"), r"\\end{aligned}"),
    (re.compile(r"(\\begin\s*\{(?:aligned|gathered)\})\s*\[\w\]"), r"\1"),
    (re.compile(r"\\boldsymbol\s*(\{\s*\d+\s*\}|\d)"), r"\\mathbf\1"),
    (re.compile(r"\\tag\*\s*\{"), r"\\qquad\\text{"),
)
"""Names of environments and commands as math-core knows them."""
_CONVERTER = LatexToMathML(fancy_error=False, macros=_MACROS)


class FormulaError(ValueError):
    """A formula can't be converted; the message says why."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset  # number of characters before the place, without blanks at the start


def mathml_of(latex: str, display: str) -> str:
    """Convert a formula to a ``<math>`` element that carries the LaTeX as its description.

    Args:
        latex: the formula in LaTeX, as `within_formula` returns it.
        display: "inline" or "block".

    Raises:
        FormulaError: it can't be converted.
    """
    known = latex = latex.strip()
    if not latex:
        raise FormulaError("empty")
    for pattern, name in _NAMES:
        known = pattern.sub(name, known)
    try:
        mathml = _CONVERTER.convert_with_local_state(known, displaystyle=display == "block")
    except LatexError as error:
        offset, _, reason = str(error).partition(": ")
        raise FormulaError(reason, int(offset) if offset.isdecimal() else 0) from error
    mathml = mathml.replace("&ApplyFunction;", "\u2061")  # which XML doesn't know
    block = ' display="block"' if display == "block" else ""  # the other value is the default
    return f'<math alttext="{escape(latex, quote=True)}"{block}>{mathml.partition(">")[2]}'
