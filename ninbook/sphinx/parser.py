"""Sphinx's parser of pages that the builder wrote as nodes."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Parser as RstParser
from sphinx.application import Sphinx
from sphinx.parsers import Parser

from ninbook.document.nodes import Node
from ninbook.sphinx.pages import SUFFIX
from ninbook.sphinx.renderer import Renderer
from ninbook.sphinx.visitors import (
    contents,
    figures,
    footnotes,
    html,
    links,
    math,
    nested_rst,
    outputs,
    roles,
    sections,
    tables,
    text,
)

_FILETYPE = "ninbook"
_HANDLERS = {
    "heading": sections.heading,
    **text.HANDLERS,
    **math.HANDLERS,
    **roles.HANDLERS,
    **links.HANDLERS,
    **html.HANDLERS,
    **figures.HANDLERS,
    **tables.HANDLERS,
    **footnotes.HANDLERS,
    **contents.HANDLERS,
    **nested_rst.HANDLERS,
    **outputs.HANDLERS,
}


class PageParser(Parser):
    """Makes a document of a page's nodes."""

    supported = (_FILETYPE,)
    settings_spec = RstParser.settings_spec  # which directives in ``eval_rst`` ask for

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Fill a document.

        Args:
            inputstring: what `ninbook.sphinx.pages.serialised` returned.
            document: the document, empty.
        """
        self.setup_parse(inputstring, document)
        page = json.loads(inputstring)
        renderer = Renderer(document, self._env, page["file"], _HANDLERS, html.paired)
        reporter: Any = document.reporter
        reporter.get_source_and_line = partial(_place, page["file"])
        blocks = [Node.from_dict(node) for node in page["nodes"]]
        notes = footnotes.count_footnotes(renderer, blocks)
        last = sections.render_page(renderer, blocks)
        last += [footnotes.footnote(renderer, note) for note in notes]
        self.finish_parse()


def _place(file: str, line: int | None = None) -> tuple[str, int | None]:
    return file, line


def setup(app: Sphinx) -> None:
    """Register the parser with Sphinx."""
    app.add_source_suffix(SUFFIX, _FILETYPE)
    app.add_source_parser(PageParser)
