"""Text of a translated page with the original's tables of contents, as `Document` has them."""

from __future__ import annotations

from ninbook.document.document import Document


def text_of(page: Document) -> str:
    """Return a page's Markdown with the tables of contents of its original.

    Args:
        page: the page in an edition's language.
    """
    mine = list(page.find("toc"))
    if page.original is None or not mine:
        return page.text
    if len(list(page.original.find("toc"))) != len(mine):
        return page.text
    lines = page.text.split("\n")
    for node in reversed(mine):  # its content is the original's
        lines[node.line : node.end - 1] = node.content.removesuffix("\n").split("\n")
    return "\n".join(lines)
