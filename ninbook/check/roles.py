"""Problems of roles and of marks such as ``:label:``."""

from __future__ import annotations

from collections.abc import Iterator

from ninbook.check.hints import hint
from ninbook.document.block_marks import SIZE
from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.document.references import CITATIONS, ROLES
from ninbook.document.rules.blocks import MARKS
from ninbook.problems import Problem, Severity

_PYTHON = ("attr", "class", "const", "data", "deco", "exc", "func", "meth", "mod", "obj", "type")
_SPHINX = (
    *("abbr", "any", "command", "dfn", "doc", "download", "envvar", "file", "guilabel", "index"),
    *("kbd", "keyword", "mailheader", "makevar", "manpage", "menuselection", "mimetype", "option"),
    *("newsgroup", "pep", "program", "regexp", "rfc", "samp", "term", "token"),
)
_DOCUTILS = (
    *("code", "emphasis", "literal", "math", "raw", "strong", "sub", "subscript", "sup"),
    *("superscript", "t", "title", "title-reference"),
)
KNOWN = frozenset((*ROLES, *CITATIONS, "bibliography", *_PYTHON, *_SPHINX, *_DOCUTILS))
"""Roles that a page may use: d2lbook's, Sphinx's and docutils' own."""


def check_roles(page: Document) -> Iterator[Problem]:
    """Yield unknown roles, and marks that say nothing of any block.

    Args:
        page: the page.
    """
    for node in page.find("role"):
        name = node.attrs["name"]
        if name in MARKS and name not in KNOWN:
            message = (
                f":{name}:`{node.content}` is inside a paragraph; put it on a line of its own "
                "below the block that it belongs to"
            )
            yield Problem(page.file, node.line, message, Severity.PROBLEM)
        elif name in ("begin_tab", "end_tab"):
            message = f":{name}: is inside a paragraph or a list; put it at the start of a line"
            yield Problem(page.file, node.line, message, Severity.PROBLEM)
        elif name not in KNOWN:
            message = f"unknown role :{name}:;{hint(name, sorted((*MARKS, *KNOWN)))}"
            yield Problem(page.file, node.line, message, Severity.PROBLEM)
    for node in page.find("marks"):
        for name, value in node.attrs["marks"]:
            message = f":{name}:`{value}` is not below a block; put it below one"
            yield Problem(page.file, node.line, message, Severity.PROBLEM)
    for node in (found for block in page.nodes for found in block.walk() if found.type != "marks"):
        for name, value, line in node.attrs.get("marks", ()):
            if message := _wrong_mark(name, value, node):
                yield Problem(page.file, line, message, Severity.PROBLEM)


def _wrong_mark(name: str, value: str, node: Node) -> str:
    """Return what is wrong with a mark below a block; empty if nothing is."""
    if name in ("width", "height"):
        if not SIZE.fullmatch(value):
            return f":{name}:`{value}` is not a valid {name}; write it like 400px or 50%"
        if node.type not in ("figure", "table"):
            return f":{name}: is not below an image; put it right below one"
    elif not value:
        return f":{name}:`` is empty; write a name between the backquotes"
    elif name == "eqlabel" and node.type != "math_block":
        return ":eqlabel: is not below a formula; put it right below one, or use :label:"
    return ""
