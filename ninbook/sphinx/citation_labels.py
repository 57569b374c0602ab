"""Labels of works: author and year, in the text as in the list; Korean names as they are."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from pybtex.database import Person
from pybtex.plugin import find_plugin, register_plugin
from pybtex.richtext import Text
from pybtex.style.names import BaseNameStyle
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.style.names.last import LastNameStyle

from ninbook.document.citations import author_and_year, is_korean, take_unknown_for_misc


class NameStyle(BaseNameStyle):
    """The name of an author in a citation."""

    def format(self, person: Person, abbr: bool = True) -> Any:
        """Return the last name, or all of a Korean one, in which the family name comes first."""
        if not is_korean(person):
            return LastNameStyle().format(person, abbr)
        parts = (person.last_names, person.first_names, person.middle_names)
        return Text("".join(name for names in parts for name in names))


def _label(app: Sphinx, doctree: nodes.document, page: str) -> None:
    domain: Any = app.env.domains.get("cite")
    entries = {found.citation_id: found.entry for found in domain.citations} if domain else {}
    for citation in doctree.findall(nodes.citation):
        entry = entries.get(citation["ids"][0])
        if entry:
            citation.replace(citation[0], nodes.label("", author_and_year(entry)))


def _take_unknown_for_misc(app: Sphinx, *_: object) -> None:
    domain: Any = app.env.domains.get("cite")
    if domain:
        style = find_plugin("pybtex.style.formatting", "apa")
        take_unknown_for_misc(domain.bibdata.data, style)


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx."""
    register_plugin("pybtex.style.names", "last", NameStyle, force=True)
    app.connect("env-before-read-docs", _take_unknown_for_misc)
    app.connect("doctree-resolved", _label)
