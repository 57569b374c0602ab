"""Problems of formulas at which LaTeX stops, and the PDF with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.problems import Problem, Severity

_TOKEN = re.compile(
    r"\\(?P<frame>begin|end)\s*\{(?P<name>[^{}]*)\}|\\(?P<command>[A-Za-z]+)|\\.|[{}&%#\n]",
    re.DOTALL,
)
_PREAMBLE = frozenset(
    ("def", "newcommand", "renewcommand", "providecommand", "DeclareMathOperator", "require")
)
"""Commands that define others."""


def check_formulas(page: Document, tabs: Sequence[str]) -> Iterator[Problem]:
    """Yield formulas that LaTeX can't set.

    Args:
        page: the page.
        tabs: the book's tabs.
    """
    for node in page.find("math", "math_block"):
        for line, message in dict.fromkeys(_problems_of(node)):
            yield Problem(page.file, line, f"formula: {message}", Severity.PROBLEM)


def _problems_of(node: Node) -> Iterator[tuple[int, str]]:
    """Yield lines and messages of what is wrong in a formula."""
    latex, opened = node.content, list[tuple[str, int]]()
    first = node.line + node.attrs.get("offset", 0)
    breaks, tabulator = 0, 0
    for token in _TOKEN.finditer(latex):
        line = first + latex.count("\n", 0, token.start())
        command, text = token["command"], token[0]
        if token["frame"] == "begin":
            opened.append((token["name"], line))
        elif token["frame"] == "end":
            yield from _closed(opened, token["name"], rf"\end{{{token['name']}}}", line)
        elif text == "{":
            opened.append(("{", line))
        elif text == "}":
            yield from _closed(opened, "{", "}", line)
        elif command == "left":
            opened.append((r"\left", line))
        elif command == "right":
            yield from _closed(opened, r"\left", r"\right", line)
        elif text == r"\\" and not opened:
            breaks += 1
        elif text == "&" and not any(name.isalpha() or "*" in name for name, _ in opened):
            tabulator = tabulator or line
        elif text == "#":
            yield line, r"# is \# in LaTeX"
        elif text == "%" and "\n" not in latex[token.end() :]:
            yield line, r"% begins a comment in LaTeX; write \%"
        elif command and not _is_known(command):
            yield line, rf"LaTeX has no command \{command}"
    yield from ((line, f"{_shown(name)} is never closed") for name, line in opened)
    if tabulator and not (node.type == "math_block" and breaks):
        yield tabulator, r"& stands outside of an environment such as aligned"


def _closed(
    opened: list[tuple[str, int]], name: str, closing: str, line: int
) -> Iterator[tuple[int, str]]:
    if opened and opened[-1][0] == name:
        opened.pop()
    elif (name, line) and any(other == name for other, _ in opened):
        while opened[-1][0] != name:
            other, began = opened.pop()
            yield began, f"{_shown(other)} is never closed"
        opened.pop()
    else:
        yield line, f"{closing} closes nothing"


def _shown(name: str) -> str:
    return name if name in ("{", r"\left") else rf"\begin{{{name}}}"


@cache
def _is_known(command: str) -> bool:
    r"""Tell whether a command is one of LaTeX's, or of the packages that every PDF loads."""
    from latex2mathml import commands
    from latex2mathml.symbols_parser import convert_symbol

    name = f"\\{command}"
    values = [value for key, value in vars(commands).items() if key.isupper()]
    return (
        command in _PREAMBLE
        or any(name == value or (not isinstance(value, str) and name in value) for value in values)
        or convert_symbol(name) is not None
    )
