"""reStructuredText in the midst of a page: fences ``eval_rst``, and roles, which docutils knows."""

from dataclasses import replace
from typing import Any

from docutils import nodes
from docutils.parsers.rst import languages, roles, states
from docutils.statemachine import StringList

from ninbook.document.nodes import Node
from ninbook.document.references import CITATIONS, keys_of
from ninbook.document.rules.blocks import MARKS
from ninbook.sphinx.citation_labels import STYLE
from ninbook.sphinx.renderer import Renderer

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
_BIBLIOGRAPHY = f".. bibliography::\n   :style: {STYLE}"


def _inliner_of(renderer: Renderer) -> Any:
    """Return docutils' parser of inlines, which roles ask about the page."""
    if renderer.inliner is None:
        document = renderer.document
        inliner = renderer.inliner = states.Inliner()
        inliner.init_customizations(document.settings)
        language: Any = languages.get_language(document.settings.language_code, document.reporter)
        inliner.document, inliner.reporter = document, document.reporter
        inliner.language, inliner.parent = language, document
    return renderer.inliner


def parse_rst(renderer: Renderer, text: str, line: int) -> list[nodes.Node]:
    """Parse reStructuredText that begins in a line of the page, with sections of its own."""
    lines = text.expandtabs(8).split("\n")
    items = [(renderer.file, line - 1 + offset) for offset in range(len(lines))]
    machine = states.RSTStateMachine(states.state_classes, "Body")
    document: Any = renderer.document
    known, place = document.reporter.get_source_and_line, len(document)
    document.reporter.get_source_and_line = machine.get_source_and_line
    machine.run(StringList(lines, items=items), document, line - 1)
    document.reporter.get_source_and_line = known
    machine.unlink()
    made: list[nodes.Node] = document[place:]
    del document[place:]
    return made


def role(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return what Sphinx or docutils makes of a role."""
    name = node.attrs["name"]
    if name == "bibliography":
        return parse_rst(renderer, _BIBLIOGRAPHY, node.line)
    raw = f":{name}:`{node.content}`"
    if name in MARKS and name not in _ROLES:
        renderer.warn(node, f"{raw} stands below nothing that it could belong to")
        return []
    if name in CITATIONS:
        keys, works = keys_of(node.content), _works(renderer)
        known_keys = [key for key in keys if key in works]
        node = replace(node, content=",".join(known_keys))
        if known_keys != keys or not keys:
            known = role(renderer, node) if known_keys else []
            unknown = ", ".join(key for key in keys if key not in known_keys)
            return [*known, nodes.Text(f"{' ' if known else ''}({unknown})" if unknown else "")]
        raw = f":{name}:`{node.content}`"
    inliner = _inliner_of(renderer)
    known = _ROLES.get(name, name)
    function: Any
    function, _ = roles.role(known, inliner.language, node.line, inliner.reporter)
    if function is None:
        renderer.warn(node, f":{name}: is neither a mark nor a role")
        return [nodes.Text(node.content)]
    try:
        made, _ = function(known, raw, node.content, node.line, inliner)
    except ValueError:  # a citation's keys
        renderer.warn(node, f"{raw} can't be read")
        return []
    return list(made)


def _works(renderer: Renderer) -> list[str]:
    """Return the keys of the bibliography; of others, Sphinx would show nothing."""
    domain: Any = renderer.env.get_domain("cite")
    return list(domain.bibdata.data.entries)
