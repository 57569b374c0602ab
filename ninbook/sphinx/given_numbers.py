"""Gives Sphinx the numbers of sections, figures, tables and formulas, which it would count itself.

They come with a page's nodes. So those of the site are those of notebooks, and no unchanged page
is read again to count what is in it.
"""

from collections.abc import Mapping
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector

_NUMBERS = "ninbook_numbers"
_KINDS: Mapping[str, type[nodes.Element]] = {
    "section": nodes.section,
    "figure": nodes.figure,
    "table": nodes.table,
    "displaymath": nodes.math_block,
}
"""What has numbers, by Sphinx's names."""

_OURS = {"displaymath": "equation"}
_ALWAYS = (nodes.section, nodes.math_block)
"""What counts without a title or a caption."""


def _has_title(node: nodes.Element) -> bool:
    return any(isinstance(child, nodes.title | nodes.caption) for child in node)


def _note_numbers(app: Sphinx, document: nodes.document) -> None:
    """Keep a page's numbers by kind and id; the first section's has the id "", too."""
    found: dict[str, Any] = {}
    given = app.config.ninbook_numbers.get(app.env.docname)
    for kind, type_ in _KINDS.items():
        numbered = list(document.findall(type_))
        if given is not None:  # the page is in reStructuredText, of which Sphinx makes the nodes
            numbered = [node for node in numbered if type_ in _ALWAYS or _has_title(node)]
            for node, number in zip(numbered, given.get(_OURS.get(kind, kind), ()), strict=False):
                node["number"] = number
        for node in numbered:  # Sphinx would write () for its own count, as in an eval_rst
            if not isinstance(node.get("number"), str):
                node["number"] = ""
        found[kind] = {
            node["ids"][0]: tuple(node["number"].split("."))
            for node in numbered
            if node["number"] and node["ids"]
        }
    first = next(iter(document.findall(nodes.section)), None)
    if first is not None and first["ids"][0] in found["section"]:
        found["section"][""] = found["section"][first["ids"][0]]
    app.env.metadata[app.env.docname][_NUMBERS] = found


def _numbers(env: BuildEnvironment, page: str) -> dict[str, dict[str, tuple[str, ...]]]:
    numbers: dict[str, dict[str, tuple[str, ...]]] = env.metadata[page].get(_NUMBERS, {})
    return numbers


def _assign_section_numbers(self: TocTreeCollector, env: BuildEnvironment) -> list[str]:
    """Number sections in the contents of pages; a page is written anew when its own change."""
    env.toc_secnumbers = {}
    for page, contents in env.tocs.items():
        known: Any = _numbers(env, page).get("section", {})
        numbers = env.toc_secnumbers[page] = {}
        for reference in contents.findall(nodes.reference):
            anchor = reference["anchorname"]
            reference.attributes.pop("secnumber", None)
            if anchor.lstrip("#") in known:
                reference["secnumber"] = numbers[anchor] = known[anchor.lstrip("#")]
        env.titles[page].attributes.pop("secnumber", None)
        if "" in known:
            env.titles[page]["secnumber"] = known[""]
    return []


def _assign_figure_numbers(self: TocTreeCollector, env: BuildEnvironment) -> list[str]:
    env.toc_fignumbers = {
        page: {kind: found for kind, found in _numbers(env, page).items() if kind != "section"}  # type: ignore[misc]
        for page in env.tocs
    }
    return []


def setup(app: Sphinx) -> None:
    """Register with Sphinx, after what gives sections their ids."""
    TocTreeCollector.assign_section_numbers = _assign_section_numbers  # type: ignore[method-assign]
    TocTreeCollector.assign_figure_numbers = _assign_figure_numbers  # type: ignore[method-assign]
    app.add_config_value("ninbook_numbers", {}, "env", dict)
    app.connect("doctree-read", _note_numbers, priority=900)
