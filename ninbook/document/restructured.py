"""What of a page in reStructuredText has a number or a label, for the rest of the book."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import Directive, directives, roles
from sphinx.util.docutils import docutils_namespace

from ninbook.document.nodes import Node

_SETTINGS = {
    "report_level": 5,
    "halt_level": 5,
    "doctitle_xform": False,
    "file_insertion_enabled": False,
    "raw_enabled": False,
}
_REFERENCES = ("ref", "numref", "eq", "doc", "cite", "cite:p", "cite:t", "term", "py:class")


class _Math(Directive):
    """A formula, with Sphinx's options."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = dict.fromkeys(("label", "name", "class", "nowrap", "no-wrap"), str)

    def run(self) -> list[nodes.Node]:
        """Return the formula with its label as a name."""
        label = (self.options.get("label") or "").strip()
        made = nodes.math_block("", "\n".join(self.content), label=label)
        made.line = self.lineno
        return [made]


class _Contents(Directive):
    """A table of contents: its entries, and how deep it numbers."""

    has_content = True
    option_spec = dict.fromkeys(
        ("maxdepth", "name", "caption", "numbered", "hidden", "titlesonly", "glob", "reversed"), str
    )

    def run(self) -> list[nodes.Node]:
        """Return it as an element that nobody else has."""
        made = nodes.comment("", "\n".join(self.content), contents=self.options)
        made.line = self.content_offset + 1
        return [made]


def nodes_of(text: str) -> list[Node]:
    """Return the headings, figures, tables, formulas and contents of reStructuredText, in order."""
    with docutils_namespace():
        directives.register_directive("math", _Math)
        directives.register_directive("toctree", _Contents)
        for name in _REFERENCES:
            roles.register_generic_role(name, nodes.inline)
        tree = publish_doctree(text, settings_overrides=_SETTINGS)
    return list(_nodes_in(tree))


def _nodes_in(tree: nodes.document) -> Iterator[Node]:
    level = 0
    for found in tree.findall(nodes.Element):
        line = found.line or 1
        title: Any = next((c for c in found if isinstance(c, nodes.title | nodes.caption)), None)
        text = [Node("text", line, line, content=title.astext())] if title is not None else []
        make = partial(Node, line=line, end=line)
        if isinstance(found, nodes.section):
            level, parent = 0, found
            while isinstance(parent, nodes.section):
                level, parent = level + 1, parent.parent  # type: ignore[assignment]
            made = make("heading", attrs={"level": level}, children=text)
        elif isinstance(found, nodes.figure) and text:
            made = make("figure", attrs={"src": ""}, children=text)
        elif isinstance(found, nodes.table) and text:
            made = make("table", children=[make("caption", children=text)])
        elif isinstance(found, nodes.math_block):
            made = make("math_block")
        elif isinstance(found, nodes.comment) and "contents" in found:
            lines = enumerate(found.astext().split("\n"), start=line)
            entries = [(_entry(each), number) for number, each in lines if each.strip()]
            options = {name: value or "" for name, value in found["contents"].items()}
            made = make("toc", attrs={"options": options, "entries": entries})
        else:
            continue
        names: list[str] = found.get("names", [])
        labels = [name for name in names if tree.nametypes.get(name)]
        made.attrs["labels"] = labels + ([found["label"]] if found.get("label") else [])
        made.attrs["marks"] = [("label", label, line) for label in made.attrs["labels"]]
        yield made


def _entry(line: str) -> str:
    return line.strip().rpartition("<")[2].removesuffix(">").removesuffix(".rst")
