"""Leads from a shown output to the frozen notebook that it comes from, for whoever wants to check.

The site holds copies of the frozen notebooks and of their checksums. The script ``verify.js`` then
compares a notebook with its checksum, and its outputs with those on the page.
"""

from html import escape
from pathlib import Path
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx

from ninbook.files.listing import files_below
from ninbook.files.write import mirror
from ninbook.outputs import SUMS, Store
from ninbook.site.languages import root_from
from ninbook.words.words import words_of

_HTML = (
    '· <a href="{address}">{notebook}</a> <button type="button" class="verify" '
    'data-name="{name}" data-cells="{cells}">{verify}</button>'
)


def link_evidence(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """End each line on where an output comes from with its notebook and an offer to compare."""
    if app.builder.format != "html":
        return
    words = words_of(app.config.language or "en")
    for line in doctree.findall(nodes.paragraph):
        if "file" not in line:
            continue
        html = _HTML.format(
            address=escape(quote(f"{root_from(app, page)}{line['file']}")),
            name=escape(line["file"].partition("/")[2]),
            cells=" ".join(map(str, line["cells"])),
            notebook=escape(words.frozen_notebook),
            verify=escape(words.verify),
        )
        line += [nodes.Text(" "), nodes.raw("", html, format="html", classes=["evidence"])]


def publish_evidence(store: Store, site: Path) -> None:
    """Copy the frozen notebooks and their checksums into a site, and removes what is gone."""
    files = {name: Path(file) for name, file in files_below(store.folder)}
    shown = {name: file for name, file in files.items() if name.endswith((".ipynb", SUMS))}
    mirror(site / store.folder.name, shown)


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx."""
    app.connect("doctree-resolved", link_evidence)
