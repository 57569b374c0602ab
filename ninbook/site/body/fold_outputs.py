"""Folds printed outputs that are so long that readers would lose the text."""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ninbook.words.words import words_of

LINES = 30
"""Outputs with more lines are folded."""


def fold_long_outputs(app: Sphinx, doctree: nodes.document, name: str) -> None:
    """Put long outputs into an element that readers open, on the site only."""
    if app.builder.format != "html":
        return
    words = words_of(app.config.language or "en")
    for block in list(doctree.findall(nodes.literal_block)):
        lines = len(block.astext().splitlines())
        if "output" not in block["classes"] or lines <= LINES:
            continue
        summary = escape(words.long_output.format(lines=lines))
        opening = f'<details class="long-output"><summary>{summary}</summary>'
        block.replace_self(
            [
                nodes.raw("", opening, format="html"),
                block,
                nodes.raw("", "</details>", format="html"),
            ]
        )


def setup_fold_outputs(app: Any) -> None:
    """Register this module with Sphinx."""
    app.connect("doctree-resolved", fold_long_outputs)
