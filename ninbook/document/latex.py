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
COMMENT = re.compile(r"(?<!(?<!\\)\\)%[^\n]*")
"""A comment, which ends with its line."""
_COMMENT = re.compile(rf"(?:\n\s*)?{COMMENT.pattern}")
"""A comment with its line, if it has one of its own: no formula may hold an empty line."""
_LABEL = re.compile(r"\\label\s*\{[^{}]*\}\s*")
"""A name that only LaTeX's own references know; the book's are ``:eqlabel:``."""
_TAG = re.compile(r"\\tag\s*\{([^{}\\$]*)\}")
_BOLD = re.compile(r"\\bm(?![A-Za-z])")


def within_formula(latex: str, displayed: bool = True) -> str:
    r"""Return a formula as it may stand between dollars, whatever shows it.

    Environments such as ``align`` become ``aligned``; lines outside of any are aligned, as Sphinx
    has them; ``\bm``, which needs a package, becomes ``\boldsymbol``; a formula in text within
    the formula has no dollars, in which viewers see the formula end; comments are gone, which would
    hide what follows when lines are joined.

    Args:
        latex: the formula.
        displayed: whether it stands on lines of its own.
    """
    latex = _LABEL.sub("", _COMMENT.sub("", latex))
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


def without_tag(latex: str) -> tuple[str, str]:
    """Return a formula without the number that it gives itself, and that; empty if it has none."""
    found = _TAG.findall(latex)
    return (_TAG.sub("", latex).strip(), found[0]) if len(found) == 1 else (latex, "")


def _inner(found: re.Match[str]) -> str:
    name = _ALONE[found[2]]
    return f"\\{found[1]}{{{name}}}" if name else ""
