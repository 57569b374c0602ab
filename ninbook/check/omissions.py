"""Text of a page that no form of the book shows."""

from __future__ import annotations

from collections.abc import Iterator

from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.problems import Problem, Severity


def check_omissions(page: Document) -> Iterator[Problem]:
    """Yield empty headings and links, cells beyond a table's head, and lost footnotes.

    Args:
        page: the page.
    """
    for line, message in _omissions(page):
        yield Problem(page.file, line, message, Severity.PROBLEM)


def _omissions(page: Document) -> Iterator[tuple[int, str]]:
    for node in page.find("heading", "table_row"):
        if node.type == "heading" and not node.children:
            yield node.line, "heading without text"
        elif any(node.attrs.get("lost", ())):
            lost = " | ".join(node.attrs["lost"])
            yield node.line, f"the table's header has no column for {lost}, which is left out"
    for link in page.find("link"):
        if not any(child.type != "text" or child.content.strip() for child in link.children):
            yield link.line, "link without a text"
    referred = {node.attrs["label"] for node in page.find("footnote_ref")}
    notes: dict[str, Node] = {}
    for note in page.find("footnote"):
        name = note.attrs["label"]
        if name in notes:
            yield note.line, f"[^{name}] is already defined in line {notes[name].line}"
        elif name not in referred:
            yield note.line, f"nothing refers to footnote [^{name}], so it is left out"
        notes[name] = note
