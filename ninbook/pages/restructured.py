"""reStructuredText in a fence ``eval_rst``, as HTML for forms of the book without Sphinx."""

import re
from html import escape
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.core import publish_parts
from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.directives.body import MathBlock
from docutils.writers.html5_polyglot import HTMLTranslator, Writer
from sphinx.util.docutils import docutils_namespace

from ninbook.document.restructured import QUIET

_EMPTY_LINE = re.compile(r"\n(?=[ \t]*\n)")


class _Only(Directive):
    """What is for HTML alone is for notebooks, too."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        if self.arguments[0] != "html":
            return []
        found = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, found, match_titles=True)
        return found.children


class _Math(MathBlock):
    """A formula that may have a label, which leads nowhere in a notebook."""

    option_spec: ClassVar = {
        **(MathBlock.option_spec or {}),
        **dict.fromkeys(("label", "no-wrap", "nowrap"), directives.unchanged),
    }


class _Translator(HTMLTranslator):
    """HTML with formulas between dollars."""

    def visit_math(self, node: nodes.math) -> None:
        self.body.append(f"${escape(node.astext())}$")
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block) -> None:
        self.body.append(f"<p>$${escape(node.astext())}$$</p>")
        raise nodes.SkipNode


def html_of(text: str, file: Path) -> str:
    """Return reStructuredText as HTML without empty lines, at which Markdown would end it.

    Args:
        text: the reStructuredText; directives and roles that only Sphinx knows are left out.
        file: the page that it is on, for files that it includes.
    """
    writer = Writer()
    writer.translator_class = _Translator
    settings = {**QUIET, "initial_header_level": 1}
    with docutils_namespace():
        directives.register_directive("only", _Only)
        directives.register_directive("math", _Math)
        parts = publish_parts(text, str(file), writer=writer, settings_overrides=settings)
    return _EMPTY_LINE.sub("\n&#10;", parts["body"].strip())
