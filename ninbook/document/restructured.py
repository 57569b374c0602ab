"""What of a page in reStructuredText has a number or a label, for the rest of the book."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import Directive, directives, roles
from sphinx.util.docutils import docutils_namespace

from ninbook.document.nodes import Node

QUIET = {"report_level": 5, "halt_level": 5, "doctitle_xform": False}
"""Docutils' settings with which it leaves out what it doesn't know; Sphinx names that."""
_SETTINGS = {**QUIET, "file_insertion_enabled": False, "raw_enabled": False}
_OPTIONS = (
    *("label", "name", "class", "nowrap", "no-wrap", "maxdepth", "caption", "numbered", "hidden"),
    *("titlesonly", "includehidden", "glob", "reversed"),
)
_REFERENCES = ("ref", "numref", "eq", "doc", "cite", "cite:p", "cite:t", "term", "py:class")


class _Kept(Directive):
    """A directive of Sphinx's, ``math`` or ``toctree``, as an element that keeps what it says."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = dict.fromkeys(_OPTIONS, lambda value: value or "")

    def run(self) -> list[nodes.Node]:
        """Return the element."""
        made = nodes.comment("", "\n".join(self.content), kept=self.name, options=self.options)
        made.line = self.lineno if self.name == "math" else self.content_offset + 1
        return [made]


def nodes_of(text: str) -> list[Node]:
    """Return the headings, figures, tables, formulas and contents of reStructuredText, in order."""
    with docutils_namespace():
        for name in ("math", "toctree"):
            directives.register_directive(name, _Kept)
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
        elif found.get("kept") == "math":
            made = make("math_block")
        elif found.get("kept") == "toctree":
            lines = enumerate(found.astext().split("\n"), start=line)
            entries = [(_entry(each), number) for number, each in lines if each.strip()]
            made = make("toc", attrs={"options": found["options"], "entries": entries})
        else:
            continue
        names: list[str] = found.get("names", [])
        labels = [name for name in names if tree.nametypes.get(name)]
        options: dict[str, str] = found.get("options") or {}
        own = options.get("label", "").strip()
        made.attrs["labels"] = labels + ([own] if own else [])
        made.attrs["marks"] = [("label", label, line) for label in made.attrs["labels"]]
        yield made


def _entry(line: str) -> str:
    return line.strip().rpartition("<")[2].removesuffix(">").removesuffix(".rst")
