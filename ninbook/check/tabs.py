"""Problems of tabs: unknown names, and blocks of text for some tabs that don't end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import pairwise

from ninbook.check.hints import hint
from ninbook.document.cells import ALL, line_of_tabs
from ninbook.document.document import Document
from ninbook.problems import Problem, Severity

_CALL = re.compile(r"\btab\.selected\(([^()]*)")
_AT = re.compile(r"\s*# ?@([a-z]+)")
_UNNAMED = re.compile(r"\s*(?:%%|# ?@)tab\s*$")
_ALMOST = re.compile(r"\s*(?:%+|# *@? *)tabs?[\s:=]+(\w+)")
_EXACT = re.compile(r"(?:# *@|%%)tab +[\w, ]+")
_MEANT = ("save", "tab")
_NAME = re.compile(r"""["']([^"']*)["']""")


def check_tabs(page: Document, tabs: Sequence[str]) -> Iterator[Problem]:
    """Yield unknown tabs; in a book without tabs any name is right.

    Args:
        page: the page.
        tabs: the book's tabs.
    """
    known = [*tabs, ALL]
    for node in page.find("cell", "tab_block") if tabs else ():
        is_cell = node.type == "cell"
        for name in node.tabs:
            if name not in known:
                line = line_of_tabs(node) if is_cell else node.line
                yield Problem(page.file, line, f"unknown tab {name!r};{hint(name, known)}")
        for number, code in enumerate(node.content.split("\n") if is_cell else (), start=1):
            for message in _wrong_code(code, tabs):
                yield Problem(page.file, node.line + number, message, Severity.PROBLEM)


def _wrong_code(line: str, tabs: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with a line of code that is for some tabs."""
    for call in _CALL.finditer(line):
        names = _NAME.findall(call[1])
        if not names:
            yield f"tab.selected doesn't name a tab in this line; write them as {tabs[0]!r}"
        for name in names:
            if name not in tabs:
                yield f"tab.selected names the unknown tab {name!r};{hint(name, tabs)}"
    if _UNNAMED.match(line):
        yield f"{line.strip()} doesn't name a tab; write it as {line.strip()} {tabs[0]}"
    named = _ALMOST.match(line)
    if named and named[1] in (*tabs, ALL) and not _EXACT.fullmatch(line.strip()):
        yield f"{line.strip()} doesn't choose tabs; write it as %%tab {tabs[0]}, {tabs[-1]}"
    mark = _AT.match(line)
    if mark and mark[1] not in _MEANT and (close := get_close_matches(mark[1], _MEANT, n=1)):
        yield f"#@{mark[1]} is unknown; did you mean #@{close[0]}?"


def check_blocks(page: Document) -> Iterator[Problem]:
    """Yield blocks for some tabs that don't end, and ends that belong to none.

    Args:
        page: the page.
    """
    for node, after in pairwise([*page.nodes, None]):
        if node is None or node.type != "tab_block" or node.attrs["closed"]:
            continue
        if after is not None and after.type == "tab_block":
            message = ":begin_tab: is not closed before the next one; add :end_tab: above that one"
            yield Problem(page.file, node.line, message, Severity.WARNING)
        else:
            yield Problem(page.file, node.line, ":begin_tab: is never closed; add :end_tab:")
    for node in page.find("stray_end"):
        yield Problem(page.file, node.line, ":end_tab: without :begin_tab:")
