"""reStructuredText in a fence ``eval_rst``, as HTML for forms of the book without Sphinx."""

import re
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.core import publish_parts
from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.directives.body import CodeBlock, MathBlock
from docutils.utils import unescape
from docutils.writers.html5_polyglot import HTMLTranslator, Writer
from sphinx.util.docutils import CustomReSTDispatcher, docutils_namespace

from ninbook.document.nodes import Node
from ninbook.document.restructured import QUIET

Role = Callable[[str, str], Sequence[Node]]
"""Returns the inlines that stand for a role, given d2lbook's name of it and its text."""
_EMPTY_LINE = re.compile(r"\n(?=[ \t]*\n)")
_NAMES = {"eq": "eqref", "cite:p": "cite", "cite:t": "citet"}
"""d2lbook's names of roles that Sphinx calls otherwise."""
_ELEMENTS: dict[str, type[nodes.TextElement]] = {
    "code_span": nodes.literal,
    "emphasis": nodes.emphasis,
    "link": nodes.reference,
    "math": nodes.math,
    "strong": nodes.strong,
}


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


class _Code(CodeBlock):
    """A listing with Sphinx's options, of which its caption is shown."""

    option_spec: ClassVar = {
        **(CodeBlock.option_spec or {}),
        **dict.fromkeys(("caption", "dedent", "emphasize-lines"), directives.unchanged),
        **dict.fromkeys(("force", "linenos", "lineno-start"), directives.unchanged),
    }

    def run(self) -> list[nodes.Node]:
        caption, _ = self.state.inline_text(self.options.get("caption", ""), self.lineno)
        above = [nodes.paragraph("", "", *caption)] if caption else []
        return [*above, *super().run()]  # type: ignore[no-untyped-call]


class _Roles(CustomReSTDispatcher):
    """Lets the page say what stands for roles that docutils doesn't know."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        self._role = role

    def role(self, *args: Any) -> tuple[Any, list[nodes.system_message]]:
        function, messages = super().role(*args)
        return (function, messages) if function else (self._said, [])

    def _said(self, name: str, _: str, text: str, *__: Any, **___: Any) -> Any:
        said = self._role(_NAMES.get(name, name), unescape(text))
        return [_inline(node) for node in said], []


def _inline(node: Node) -> nodes.Node:
    content, inside = "" if node.children else node.content, map(_inline, node.children)
    if node.type == "text":
        return nodes.Text(content)
    if node.type == "html_inline":
        return nodes.raw("", content, format="html")
    made = _ELEMENTS.get(node.type, nodes.inline)("", content, *inside)
    if node.type == "link":
        made["refuri"] = node.attrs["href"]
    return made


class _Translator(HTMLTranslator):
    """HTML with formulas between dollars, and code as Markdown's."""

    def visit_literal(self, node: nodes.literal) -> None:
        self.body.append("<code>")

    def depart_literal(self, node: nodes.literal) -> None:
        self.body.append("</code>")

    def visit_math(self, node: nodes.math) -> None:
        self.body.append(f"${escape(node.astext())}$")
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block) -> None:
        self.body.append(f"<p>$${escape(node.astext())}$$</p>")
        raise nodes.SkipNode


def html_of(text: str, file: Path, role: Role) -> str:
    """Return reStructuredText as HTML without empty lines, at which Markdown would end it.

    Args:
        text: the reStructuredText; directives that only Sphinx knows are left out.
        file: the page that it is on, for files that it includes.
        role: what stands for the roles that docutils doesn't know.
    """
    writer = Writer()
    writer.translator_class = _Translator
    settings = {**QUIET, "initial_header_level": 1}
    with docutils_namespace(), _Roles(role):
        directives.register_directive("only", _Only)
        directives.register_directive("math", _Math)
        for name in ("code", "code-block", "sourcecode"):
            directives.register_directive(name, _Code)
        parts = publish_parts(text, str(file), writer=writer, settings_overrides=settings)
    return _EMPTY_LINE.sub("\n&#10;", parts["body"].strip())
