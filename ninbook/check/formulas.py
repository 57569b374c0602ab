"""Problems of formulas that can't be shown, or at which LaTeX stops, and the PDF with it."""

from __future__ import annotations

from collections.abc import Iterator

from ninbook.document.document import Document
from ninbook.document.latex import COMMENT, within_formula
from ninbook.document.mathml import FormulaError, mathml_of
from ninbook.document.nodes import Node
from ninbook.problems import Problem, Severity


def check_formulas(page: Document) -> Iterator[Problem]:
    """Yield formulas that the site or LaTeX can't set.

    Args:
        page: the page.
    """
    for node in page.find("math", "math_block"):
        for offset, message in _problems_of(node):
            line = node.line + node.attrs.get("offset", 0) + node.content.count("\n", 0, offset)
            yield Problem(page.file, line, f"formula: {message}", Severity.PROBLEM)


def _problems_of(node: Node) -> Iterator[tuple[int, str]]:
    """Yield offsets and messages."""
    comment = COMMENT.search(node.content)
    if comment:
        yield comment.start(), r"% begins a comment in LaTeX; write \%"
    displayed = node.type == "math_block"
    try:
        mathml_of(within_formula(node.content, displayed), "block" if displayed else "inline")
    except FormulaError as error:
        blanks = len(node.content) - len(node.content.lstrip())
        yield blanks + error.offset, str(error).rstrip(".")
