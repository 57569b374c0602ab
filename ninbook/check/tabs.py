"""Problems of tabs: unknown names, and blocks of text for some tabs that don't end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ninbook.check.hints import hint
from ninbook.document.cells import ALL, line_of_tabs
from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.problems import Problem, Severity

_SELECTED = re.compile(r"\btab\.selected\(([^()]*)\)")
_NAME = re.compile(r"""["']([^"']*)["']""")


def check_tabs(page: Document, tabs: Sequence[str]) -> Iterator[Problem]:
    """Yield unknown tabs; in a book without tabs any name is right.

    Args:
        page: the page.
        tabs: the book's tabs.
    """
    known = [*tabs, ALL]
    for node in page.find("cell", "tab_block") if tabs else ():
        line = line_of_tabs(node) if node.type == "cell" else node.line
        for name in node.tabs:
            if name not in known:
                yield Problem(page.file, line, f"unknown tab {name!r};{hint(name, known)}")
        yield from _check_branches(page, node, tabs)


def _check_branches(page: Document, node: Node, tabs: Sequence[str]) -> Iterator[Problem]:
    if node.type != "cell" or "tab.selected" not in node.content:
        return
    for number, line in enumerate(node.content.split("\n"), start=1):
        for call in _SELECTED.finditer(line):
            for name in _NAME.findall(call[1]):
                if name not in tabs:
                    message = f"tab.selected names the unknown tab {name!r};{hint(name, tabs)}"
                    yield Problem(page.file, node.line + number, message, Severity.PROBLEM)


def check_blocks(page: Document, tabs: Sequence[str]) -> Iterator[Problem]:
    """Yield blocks for some tabs that don't end, and ends that belong to none.

    Args:
        page: the page.
        tabs: the book's tabs.
    """
    for node, after in pairwise([*page.nodes, None]):
        if node is None or node.type != "tab_block" or node.attrs["closed"]:
            continue
        if after is not None and after.type == "tab_block":
            message = ":begin_tab: is closed by the next one; add :end_tab: above it"
            yield Problem(page.file, node.line, message, Severity.WARNING)
        else:
            yield Problem(page.file, node.line, ":begin_tab: is never closed; add :end_tab:")
    for node in page.find("stray_end"):
        yield Problem(page.file, node.line, ":end_tab: without :begin_tab:")
