"""Formulas as MathML, which browsers show without a script."""

from __future__ import annotations

import re
from html import escape

from latex2mathml.converter import convert

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


class FormulaError(ValueError):
    """A formula can't be converted; the message says why."""


def mathml_of(latex: str, display: str) -> str:
    """Convert a formula.

    Args:
        latex: the formula in LaTeX.
        display: "inline" or "block".

    Returns:
        A ``<math>`` element that carries the LaTeX as its description.

    Raises:
        FormulaError: it can't be converted.
    """
    latex = latex.strip()
    try:
        mathml = str(convert(_as_converted(latex, display), display=display))
    except Exception as error:
        raise FormulaError(str(error) or type(error).__name__) from error
    mathml = _CHARACTER.sub(_written_out, mathml)
    mathml = _FUNCTION.sub(_THIN_SPACE, mathml)  # which TeX sets there
    mathml = mathml.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")  # HTML knows it
    return mathml.replace("<math ", f'<math alttext="{escape(latex, quote=True)}" ', 1)


def _as_converted(latex: str, display: str) -> str:
    """Name environments as latex2mathml 3.81 knows them, which shows others' ampersands.

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
    """Return the character for its number, unless it is one of HTML's own."""
    character = chr(int(reference[1], 16))
    return reference[0] if character in "<>&\"'" or not character.isprintable() else character
