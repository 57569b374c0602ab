"""HTML in pages that a PDF can't show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ninbook.document.document import Document
from ninbook.document.html_tags import tags_of
from ninbook.document.rules.html import SITE_ONLY
from ninbook.problems import Problem, Severity


def check_html(page: Document, tabs: Sequence[str]) -> Iterator[Problem]:
    """Yield elements of HTML that a PDF leaves out.

    Args:
        page: the page.
        tabs: the book's tabs.
    """
    for node in page.find("html_block", "html_inline"):
        for line, name, _ in tags_of(node.content, node.line):
            if name in SITE_ONLY:
                message = f"a PDF can't show <{name}> and leaves it out"
                yield Problem(page.file, line, message, Severity.WARNING)
