"""Sphinx's parser of pages that the builder wrote as nodes."""

import json
from collections.abc import Mapping
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Parser as RstParser
from sphinx.application import Sphinx
from sphinx.parsers import Parser

from ninbook.document.nodes import Node
from ninbook.sphinx.pages import SUFFIX
from ninbook.sphinx.renderer import Handler, Renderer
from ninbook.sphinx.visitors import (
    contents,
    figures,
    footnotes,
    html,
    links,
    math,
    nested_rst,
    outputs,
    sections,
    tables,
    text,
)

_FILETYPE = "ninbook"
_HANDLERS: Mapping[str, Handler] = {
    **text.HANDLERS,
    **outputs.HANDLERS,
    "heading": sections.heading,
    "math": math.math,
    "math_block": math.math_block,
    "role": nested_rst.role,
    "link": links.link,
    "reference": links.reference,
    "html_element": html.html_element,
    "html_inline": html.html_inline,
    "html_block": html.html_block,
    "image": lambda renderer, node: [figures.image_of(node)],
    "figure": figures.figure,
    "table": tables.table,
    "footnote_ref": footnotes.reference,
    "toc": contents.toc,
    "eval_rst": lambda renderer, node: nested_rst.parse_rst(renderer, node.content, node.line + 1),
    "footnote": lambda renderer, node: [],
    "comment": lambda renderer, node: [],
    "directive": lambda renderer, node: [],
    "slide_mark": lambda renderer, node: [],
}


class PageParser(Parser):
    """Makes a document of a page's nodes."""

    supported = (_FILETYPE,)
    settings_spec = RstParser.settings_spec  # which directives in ``eval_rst`` ask for

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Fill a document with the page that `ninbook.sphinx.pages.serialised` returned."""
        self.setup_parse(inputstring, document)
        page = json.loads(inputstring)
        renderer = Renderer(document, self._env, page["file"], _HANDLERS, html.paired)
        reporter: Any = document.reporter
        reporter.get_source_and_line = lambda line=None: (page["file"], line)
        blocks = [Node.from_dict(node) for node in page["nodes"]]
        notes = footnotes.count_footnotes(renderer, blocks)
        last = sections.render_page(renderer, blocks)
        last += [footnotes.footnote(renderer, note) for note in notes]
        self.finish_parse()


def setup(app: Sphinx) -> None:
    """Register the parser with Sphinx."""
    app.add_source_suffix(SUFFIX, _FILETYPE)
    app.add_source_parser(PageParser)
