"""Writes the entries of a bibliography as items of a list."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator


def visit_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """Begin an entry as docutils 0.23 does, whose role DPUB-ARIA 1.1 has withdrawn."""
    HTML5Translator.visit_citation(translator, node)
    entry = translator.body[-1]
    translator.body[-1] = entry.replace('role="doc-biblioentry"', 'role="listitem"')


def depart_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """End an entry."""
    HTML5Translator.depart_citation(translator, node)


def setup_bibliography(app: Any) -> None:
    """Register the entries with Sphinx."""
    visitors = (visit_citation, depart_citation)
    app.add_node(nodes.citation, override=True, html=visitors, epub=visitors)
