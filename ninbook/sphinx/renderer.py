"""Turns a page's nodes into docutils nodes; what each becomes is for the handlers to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from docutils import nodes
from sphinx.addnodes import only
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from ninbook.document.nodes import Node

_log = logging.getLogger(__name__)
_LABELLED = ("heading", "math_block")
"""Blocks whose handlers see to their labels."""


class Renderer:
    """Renders the nodes of one page into its docutils document.

    Args:
        document: the document, empty.
        env: Sphinx's environment, reading the page.
        file: the page's Markdown, which messages name.
        handlers: for each type of node what returns the docutils nodes that stand for it.
        prepare: changes a list of inline nodes before any of them is rendered.
    """

    def __init__(
        self,
        document: nodes.document,
        env: BuildEnvironment,
        file: str,
        handlers: Mapping[str, Handler],
        prepare: Callable[[Sequence[Node]], Sequence[Node]],
    ) -> None:
        self.document = document
        self.env = env
        self.file = file
        self.docname = env.docname
        self.target = str(env._builder_cls.format)
        self.footnotes: dict[str, int] = {}
        """Numbers of footnotes by their labels, in the order in which the text refers to them."""
        self.inliner: Any = None
        """Docutils' parser of inlines; see `ninbook.sphinx.visitors.nested_rst`."""
        self._handlers = handlers
        self._prepare = prepare

    def blocks(self, blocks: Sequence[Node]) -> list[nodes.Node]:
        """Return the docutils nodes of blocks."""
        return [made for node in blocks for made in self._rendered(node)]

    def inlines(self, inlines: Sequence[Node]) -> list[nodes.Node]:
        """Return the docutils nodes of inlines."""
        return [made for node in self._prepare(inlines) for made in self._rendered(node)]

    def _rendered(self, node: Node) -> Iterator[nodes.Node]:
        handler = self._handlers.get(node.type)
        if handler is None:
            self.warn(node, f"the site and the PDF leave out a {node.type.replace('_', ' ')}")
            return
        made = list(handler(self, node))
        if node.labels and node.type not in _LABELLED:
            made = self._with_labels(node, made)
        for each in made:
            self.place(each, node)
            yield each

    def _with_labels(self, node: Node, made: list[nodes.Node]) -> list[nodes.Node]:
        """Put targets for a block's labels before what of it can have an id."""
        places = [n for n, each in enumerate(made) if not isinstance(each, nodes.raw | only)]
        if not places:
            return [*self.labelled(node), nodes.container("", *made)]
        return [*made[: places[-1]], *self.labelled(node), *made[places[-1] :]]

    def place(self, made: nodes.Node, node: Node) -> None:
        """Tell where in the Markdown a docutils node comes from, unless it knows."""
        if isinstance(made, nodes.Element) and made.line is None:
            made.source, made.line = self.file, node.line

    def labelled(self, node: Node) -> list[nodes.Node]:
        """Return targets for a block's labels, which docutils hands on to the node behind them."""
        targets: list[nodes.Node] = []
        for label in node.labels:
            target = nodes.target("", "", names=[nodes.fully_normalize_name(label)])
            self.place(target, node)
            self.document.note_explicit_target(target, target)
            targets.append(target)
        return targets

    def warn(self, node: Node, message: str) -> None:
        """Log a warning that names the line of the Markdown."""
        _log.warning(message, location=f"{self.file}:{node.line}")


Handler = Callable[[Renderer, Node], Sequence[Any]]
