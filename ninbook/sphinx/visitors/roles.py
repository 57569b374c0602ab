"""References to labels, and citations: what d2lbook's roles mean to Sphinx."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from docutils import nodes
from docutils.parsers.rst import roles

from ninbook.document.nodes import Node
from ninbook.document.references import CITATIONS
from ninbook.document.rules.blocks import MARKS
from ninbook.sphinx.renderer import Renderer
from ninbook.sphinx.visitors.nested_rst import memo_of, parse_rst

_ROLES = {
    "eqref": "eq",
    "cite": "cite:p",
    "citep": "cite:p",
    "citet": "cite:t",
    "class": "py:class",
    "func": "py:func",
    "mod": "py:mod",
}
"""Sphinx's names of roles that d2lbook calls otherwise."""
_BIBLIOGRAPHY = ".. bibliography::\n   :style: apa"


def role(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return what Sphinx or docutils makes of a role."""
    name = node.attrs["name"]
    if name == "bibliography":
        return parse_rst(renderer, _BIBLIOGRAPHY, node.line)
    raw = f":{name}:`{node.content}`"
    if name in MARKS and name not in _ROLES:
        renderer.warn(node, f"{raw} stands below nothing that it could belong to")
        return []
    if name in CITATIONS and (unknown := _unknown_keys(renderer, node.content)):
        known_keys = [key for key in _keys(node.content) if key not in unknown]
        known = role(renderer, replace(node, content=",".join(known_keys))) if known_keys else []
        return [*known, nodes.Text(f"{' ' if known else ''}({', '.join(unknown)})")]
    memo = memo_of(renderer)
    document = renderer.document
    known = _ROLES.get(name, name)
    function: Any
    function, _ = roles.role(known, memo.language, node.line, document.reporter)
    if function is None:
        renderer.warn(node, f":{name}: is neither a mark nor a role")
        return [nodes.Text(node.content)]
    try:
        made, _ = function(known, raw, node.content, node.line, memo.inliner)
    except ValueError:  # a citation's keys
        renderer.warn(node, f"{raw} can't be read")
        return []
    return list(made)


def _keys(content: str) -> list[str]:
    return [key.strip() for key in content.split(",")]


def _unknown_keys(renderer: Renderer, content: str) -> list[str]:
    """Return the keys of works that the bibliography lacks, of which Sphinx would show nothing."""
    domain: Any = renderer.env.get_domain("cite")
    return [key for key in _keys(content) if key not in domain.bibdata.data.entries]
