"""Formulas, with numbers and labels where they stand alone."""

from docutils import nodes

from ninbook.document.latex import within_formula, without_tag
from ninbook.document.mathml import FormulaError, mathml_of
from ninbook.document.nodes import Node
from ninbook.sphinx.renderer import Renderer


def math(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return a formula in a line."""
    latex = within_formula(node.content, displayed=False)
    shown = nodes.literal if _fails(renderer, node, latex) else nodes.math
    return [shown(latex, latex)]


def _fails(renderer: Renderer, node: Node, latex: str) -> bool:
    """Tell whether a formula can't be set, at which LaTeX would stop, and name it."""
    try:
        mathml_of(latex, "inline")
    except FormulaError as error:
        renderer.warn(node, f"formula can't be rendered ({error}): {latex}")
        return True
    return False


def math_block(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return a formula on lines of its own; each has a number."""
    latex, tag = without_tag(within_formula(node.content))
    serial = "sphinx.ext.math#equations"
    labels = node.labels or [f"{renderer.docname}:{renderer.env.new_serialno(serial)}"]
    made = nodes.math_block(latex, latex, docname=renderer.docname, label=labels[0])
    made["no-wrap"] = made["nowrap"] = False
    renderer.place(made, node)
    domain = renderer.env.domains.math_domain
    for label in labels:
        domain.note_equation(renderer.docname, label, location=made)
    made["labels"], made["number"] = labels, tag or node.attrs.get("number", "")
    shown = nodes.literal_block(latex, latex) if _fails(renderer, node, latex) else made
    # Targets hand on no ids to what stands in a line, such as in a cell of a table.
    for name in (nodes.make_id(f"equation-{label}") for label in labels):
        known = {*renderer.document.ids, *shown["ids"]}  # of labels in Hangul, all are the same
        shown["ids"].append(f"{name}-{len(known)}" if name in known else name)
    renderer.document.note_explicit_target(shown)
    return [shown]
