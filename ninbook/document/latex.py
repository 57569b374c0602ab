"""Formulas as they stand between dollars, where LaTeX allows less than on lines of their own."""

import re

_ALONE = {
    "equation": "",
    "displaymath": "",
    "math": "",
    "align": "aligned",
    "alignat": "alignedat",
    "flalign": "aligned",
    "eqnarray": "aligned",
    "gather": "gathered",
    "multline": "gathered",
}
"""Environments that can't stand in a formula, and those that look the same there."""
_ENVIRONMENT = re.compile(rf"\\(begin|end)\s*\{{({'|'.join(_ALONE)})\*?\}}")
_INNER = (
    re.compile(r"\\begin\s*\{(\w+\*?)\}(?:(?!\\begin\b)[\s\S])*?\\end\s*\{\1\}"),
    re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}"),
)
_BREAK = re.compile(r"\\\\|(?<!\\)&")
_DOLLARS_IN_TEXT = re.compile(
    r"(?P<text>\\(?:text\w*|[mh]box)\s*)\{(?P<before>[^{}$]*)"
    r"(?<!\\)\$(?P<inner>[^${}]*(?:\{[^{}]*\}[^${}]*)*)(?<!\\)\$(?P<after>[^{}]*)\}"
)
_WITHOUT_DOLLARS = r"\g<text>{\g<before>}\g<inner>\g<text>{\g<after>}"
COMMENT = re.compile(r"(?<!\\)%[^\n]*\Z")
"""A comment that would hide what ends the formula."""
_BOLD = re.compile(r"\\bm(?![A-Za-z])")


def within_formula(latex: str, displayed: bool = True) -> str:
    r"""Return a formula as it may stand between dollars, whatever shows it.

    Environments such as ``align`` become ``aligned``; lines outside of any are aligned, as Sphinx
    has them; ``\bm``, which needs a package, becomes ``\boldsymbol``; a formula in text within
    the formula has no dollars, in which viewers see the formula end.

    Args:
        latex: the formula.
        displayed: whether it stands on lines of its own.
    """
    latex = COMMENT.sub("", latex)
    latex = _ENVIRONMENT.sub(_inner, _BOLD.sub(r"\\boldsymbol", latex)).strip()
    count = 1
    while count:
        latex, count = _DOLLARS_IN_TEXT.subn(_WITHOUT_DOLLARS, latex)
    outside = latex
    for inner in _INNER:
        count = 1
        while count:
            outside, count = inner.subn("", outside)
    if displayed and _BREAK.search(outside):
        return rf"\begin{{aligned}}{latex}\end{{aligned}}"
    return latex


def _inner(found: re.Match[str]) -> str:
    name = _ALONE[found[2]]
    return f"\\{found[1]}{{{name}}}" if name else ""
