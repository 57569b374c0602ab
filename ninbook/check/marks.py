"""Problems of roles, of marks such as ``:label:``, and of slide marks."""

import re
from collections.abc import Iterator

from ninbook.check.names import hint
from ninbook.document.block_marks import SIZE
from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.document.references import CITATIONS, DOCUTILS, ROLES
from ninbook.document.rules.blocks import MARKS
from ninbook.document.rules.inlines import SLIDE_MARKS
from ninbook.problems import Found, Severity

_PYTHON = ("attr", "class", "const", "data", "deco", "exc", "func", "meth", "mod", "obj", "type")
_SPHINX = (
    *("abbr", "any", "command", "dfn", "doc", "download", "envvar", "file", "guilabel", "index"),
    *("kbd", "keyword", "mailheader", "makevar", "manpage", "menuselection", "mimetype", "option"),
    *("newsgroup", "pep", "program", "regexp", "rfc", "samp", "term", "token"),
)
KNOWN = frozenset((*ROLES, *CITATIONS, "bibliography", *_PYTHON, *_SPHINX, *DOCUTILS))
"""Roles that a page may use: d2lbook's, Sphinx's and docutils' own."""


def check_roles(page: Document) -> Iterator[Found]:
    """Yield unknown roles, and marks that say nothing of any block."""
    for node in page.find("role"):
        name = node.attrs["name"]
        if name in MARKS and name not in KNOWN:
            message = (
                f":{name}:`{node.content}` is inside a paragraph; put it on a line of its own "
                "below the block that it belongs to"
            )
            yield Found(node.line, message)
        elif name in ("begin_tab", "end_tab"):
            message = f":{name}: is inside another block; put it at the start of a line"
            yield Found(node.line, message)
        elif name not in KNOWN:
            yield Found(node.line, f"unknown role :{name}:;{hint(name, sorted((*MARKS, *KNOWN)))}")
    for node in page.find("marks"):
        for name, value in node.attrs["marks"]:
            yield Found(node.line, f":{name}:`{value}` is not below a block; put it below one")
    for node in (found for block in page.nodes for found in block.walk() if found.type != "marks"):
        for name, value, line in node.attrs.get("marks", ()):
            if message := _wrong_mark(name, value, node):
                yield Found(line, message)


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


def check_slide_marks(page: Document) -> Iterator[Found]:
    """Yield the first mark of each kind in a text that has no partner there.

    It is a warning where our parser sees something else, such as bold text in brackets.
    """
    marks = [mark for pair in SLIDE_MARKS.items() for mark in pair]
    if not any(mark in page.text for mark in marks):
        return
    texts = list(page.find("text"))
    shown = {(node.line, mark) for node in texts for mark in marks if mark in node.content}
    for first, part in _texts(page):
        for opening, closing in SLIDE_MARKS.items():
            place = _alone(part, opening, closing)
            if place is None:
                continue
            mark = opening if part.startswith(opening, place) else closing
            line = first + part.count("\n", 0, place)
            message = (
                f"slide mark {mark} without its partner {opening}...{closing} "
                "in the text around it; add that, or a space within the mark"
            )
            if (line, mark) in shown:
                yield Found(line, message)
            else:
                yield Found(line, f"stock d2lbook fails here: {message}", Severity.WARNING)


def _texts(page: Document) -> Iterator[tuple[int, str]]:
    """Yield the texts between cells and tab blocks with their first lines, as d2lbook does."""
    lines = page.text.split("\n")
    ends = {len(lines) + 1}
    for node in page.find("cell", "tab_block", "stray_end"):
        if node.type == "cell":
            last = node.line + node.attrs["lines"] + node.attrs["closed"]
            ends |= set(range(node.line, last + 1))
        else:
            ends |= {node.line, node.end}
    begin = 0
    for number in sorted(ends):
        yield begin + 1, "\n".join(lines[begin : number - 1])
        begin = number


def _alone(text: str, opening: str, closing: str) -> int | None:
    opened: int | None = None
    for found in re.finditer(f"(?={re.escape(opening)}|{re.escape(closing)})", text):
        if text.startswith(opening, found.start()):
            if opened is not None:
                return opened
            opened = found.start()
        elif opened is None:
            return found.start()
        else:
            opened = None
    return opened
