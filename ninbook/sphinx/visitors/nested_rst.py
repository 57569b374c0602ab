"""reStructuredText in a fence ``eval_rst``, parsed by docutils in the midst of a page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from docutils import nodes
from docutils.parsers.rst import languages, states
from docutils.statemachine import StringList

from ninbook.sphinx.renderer import Renderer


def memo_of(renderer: Renderer) -> Any:
    """Return what docutils' parser keeps through a page, for parts of it and for single roles."""
    if renderer.rst_memo is None:
        document = renderer.document
        inliner = states.Inliner()
        inliner.init_customizations(document.settings)
        language: Any = languages.get_language(document.settings.language_code, document.reporter)
        inliner.document, inliner.reporter = document, document.reporter
        inliner.language, inliner.parent = language, document
        renderer.rst_memo = SimpleNamespace(
            document=document,
            reporter=document.reporter,
            language=language,
            title_styles=[],
            section_level=0,
            section_bubble_up_kludge=False,
            inliner=inliner,
        )
    return renderer.rst_memo


def parse_rst(renderer: Renderer, text: str, line: int) -> list[nodes.Node]:
    """Parse reStructuredText that begins in a line of the page, with sections of its own."""
    lines = text.expandtabs(8).split("\n")
    items = [(renderer.file, line - 1 + offset) for offset in range(len(lines))]
    parent = nodes.Element()
    parent.document = renderer.document
    machine = states.NestedStateMachine(states.state_classes, "Body")
    reporter: Any = renderer.document.reporter
    known = reporter.get_source_and_line
    reporter.get_source_and_line = machine.get_source_and_line
    memo = memo_of(renderer)
    memo.title_styles = []
    machine.run(StringList(lines, items=items), line - 1, memo, parent, match_titles=True)
    reporter.get_source_and_line = known
    machine.unlink()
    return list(parent.children)
