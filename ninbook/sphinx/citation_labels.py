"""Works that pages cite: their labels, author and year, and what the list says of each."""

from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any, ClassVar

from docutils import nodes
from pybtex.database import Entry, Person
from pybtex.plugin import find_plugin, register_plugin
from pybtex.style.template import field, join, optional
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.style.names.last import LastNameStyle

from ninbook.document.citations import (
    AnyWork,
    author_and_year,
    complete,
    formulas_in,
    with_whole_names,
)
from ninbook.document.mathml import FormulaError, mathml_of

STYLE = "ninbook"
"""The name of our lists of works as a style of pybtex."""
_FORMATTING = "pybtex.style.formatting"
_APA: Any = find_plugin(_FORMATTING, "apa")


class NameStyle(LastNameStyle):
    """The name of an author in a citation."""

    def format(self, person: Person, abbr: bool = True) -> Any:
        """Return the last name, or all of one in which the family name comes first."""
        return with_whole_names(super().format)(person, abbr)


class WorkStyle(AnyWork):
    """What the list says of a work.

    pybtex takes long for that, and sphinxcontrib-bibtex asks twice in each build, for the list and
    for what shows over a citation. So it is remembered, also what the last build made of an entry.
    """

    known: ClassVar[dict[tuple[type, str, int], tuple[Entry, Any]]] = {}

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> Any:
        """Return an entry as text; its label is that of the list."""
        key = type(self), label, id(entry)
        if key not in self.known:
            self.known[key] = entry, super().format_entry(label, entry, bib_data)
        return self.known[key][1]


_STYLES = {
    STYLE: type("OurStyle", (WorkStyle, _APA), {}),
    # sphinxcontrib-bibtex takes it where a page names none.
    "alpha": type("AlphaStyle", (WorkStyle, find_plugin(_FORMATTING, "alpha")), {}),
}


def _recall_works(app: Sphinx, *_: object) -> None:
    """Take what the last build made of entries; when a bibliography changes, all are others."""
    WorkStyle.known.clear()
    domain: Any = app.env.domains.get("cite")
    if domain:
        complete(domain.bibdata.data.entries)
    for found in domain.citations if domain else ():
        bibliography = domain.bibliographies.get(found.bibliography_key)
        if bibliography and bibliography.style in _STYLES:
            key = _STYLES[bibliography.style], found.formatted_entry.label, id(found.entry)
            WorkStyle.known[key] = found.entry, found.formatted_entry


def _label(app: Sphinx, doctree: nodes.document, page: str) -> None:
    domain: Any = app.env.domains.get("cite")
    entries = {found.citation_id: found.entry for found in domain.citations} if domain else {}
    for citation in doctree.findall(nodes.citation):
        entry = entries.get(citation["ids"][0])
        if entry:
            citation.replace(citation[0], nodes.label("", author_and_year(entry)))
        for text in list(citation.findall(nodes.Text)):
            if "$" in text:
                text.parent.replace(text, list(_with_formulas(text)))


def _with_formulas(text: str) -> Iterator[nodes.Node]:
    for part in formulas_in(text):
        with suppress(FormulaError):
            if part.type == "math" and mathml_of(part.content, "inline"):
                yield nodes.math(part.content, part.content)
                continue
        yield nodes.Text(part.text)


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx."""
    register_plugin("pybtex.style.names", "last", NameStyle, force=True)
    for name, style in _STYLES.items():
        register_plugin(_FORMATTING, name, style, force=True)
    # Else a space stands before the comma behind the year.
    import_module(_APA.__module__).date = join[field("year"), optional[", ", field("month")]]  # type: ignore[attr-defined]
    app.connect("env-before-read-docs", _recall_works)
    app.connect("doctree-resolved", _label)
