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
        for line, message in dict.fromkeys([*_problems_of(node), *_framing_of(node)]):
            yield Problem(page.file, line, f"formula: {message}", Severity.PROBLEM)


def _tokens(node: Node) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield a formula's tokens, each with its line."""
    line, end = node.line + node.attrs.get("offset", 0), 0
    for token in _TOKEN.finditer(node.content):
        line += node.content.count("\n", end, token.start())
        end = token.start()
        yield line, token


def _problems_of(node: Node) -> Iterator[tuple[int, str]]:
    """Yield lines and messages of what LaTeX reads otherwise or doesn't know."""
    last_line = node.content.rfind("\n")
    for line, token in _tokens(node):
        if token[0] == "#":
            yield line, r"# is \# in LaTeX"
        elif token[0] == "%" and token.start() > last_line:
            yield line, r"% begins a comment in LaTeX; write \%"
        elif token["command"] and not _is_known(token["command"]):
            yield line, rf"LaTeX has no command \{token['command']}"


def _framing_of(node: Node) -> Iterator[tuple[int, str]]:
    """Yield the first brace, delimiter or environment without a partner, and tabulators in none."""
    opened: list[tuple[str, int]] = []
    environments = breaks = tabulator = 0
    for line, token in _tokens(node):
        opening, closing = _frame(token)
        if opening:
            opened.append((opening, line))
            environments += token["frame"] == "begin"
        elif closing and opened and opened[-1][0] == closing:
            opened.pop()
            environments -= token["frame"] == "end"
        elif closing:
            if any(name == closing for name, _ in opened):
                name, line = opened[-1]
                yield line, f"{name} is never closed"
            else:
                yield line, f"{token[0]} closes nothing"
            return
        elif token[0] == r"\\" and not opened:
            breaks += 1
        elif token[0] == "&" and not environments:
            tabulator = tabulator or line
    if opened:
        name, line = opened[-1]
        yield line, f"{name} is never closed"
    elif tabulator and not (node.type == "math_block" and breaks):
        yield tabulator, r"& stands outside of an environment such as aligned"


def _frame(token: re.Match[str]) -> tuple[str, str]:
    """Return what a token opens, and what it closes; empty if it doesn't."""
    environment = rf"\begin{{{token['name']}}}"
    match token["frame"] or token[0]:
        case "begin":
            return environment, ""
        case "end":
            return "", environment
        case "{" | r"\left" as opening:
            return opening, ""
        case "}":
            return "", "{"
        case r"\right":
            return "", r"\left"
    return "", ""


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
