"""Formulas, with numbers and labels where they stand alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from docutils import nodes

from ninbook.document.nodes import Node
from ninbook.sphinx.renderer import Handler, Renderer

_OUTER = re.compile(r"\\begin\{(\w+)(\*?)\}(.*)\\end\{\1\2\}", re.DOTALL)
_INNER = {
    "equation": "",
    "displaymath": "",
    "align": "aligned",
    "eqnarray": "aligned",
    "flalign": "aligned",
    "gather": "gathered",
    "multline": "gathered",
    "alignat": "alignedat",
}
"""What stands within a numbered formula for an environment that is one itself."""


def within_equation(latex: str) -> str:
    r"""Return a formula as it stands within a numbered one.

    Args:
        latex: the formula; ``align`` and its like, which number their lines, may be around it.
    """
    latex = latex.strip()
    found = _OUTER.fullmatch(latex)
    if not found or found[1] not in _INNER or rf"\begin{{{found[1]}" in found[3]:
        return latex
    inner = _INNER[found[1]]
    content = found[3].strip()
    return rf"\begin{{{inner}}}{content}\end{{{inner}}}" if inner else content


def _math(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return [nodes.math(node.content, node.content)]


def _math_block(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return a formula on lines of its own; each has a number."""
    latex = within_equation(node.content)
    labels = node.labels or [_own_label(renderer)]
    made = nodes.math_block(latex, latex, docname=renderer.docname, label=labels[0])
    made["no-wrap"] = made["nowrap"] = False
    renderer.place(made, node)
    domain = renderer.env.domains.math_domain
    targets: list[nodes.Node] = []
    for label in labels:
        domain.note_equation(renderer.docname, label, location=made)
        target = nodes.target("", "", ids=[nodes.make_id(f"equation-{label}")])
        renderer.document.note_explicit_target(target)
        targets.append(target)
    made["labels"], made["number"] = labels, node.attrs.get("number", "")
    return [*targets, made]


def _own_label(renderer: Renderer) -> str:
    return f"{renderer.docname}:{renderer.env.new_serialno('sphinx.ext.math#equations')}"


HANDLERS: Mapping[str, Handler] = {"math": _math, "math_block": _math_block}
"""Handlers of formulas by types of nodes."""
