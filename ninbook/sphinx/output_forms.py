"""Outputs of cells as nodes: each in the richest form that pages can show."""

import base64
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ninbook.document.arrange import fragment
from ninbook.document.captions import give_caption
from ninbook.document.latex import within_formula
from ninbook.document.mathml import FormulaError, mathml_of
from ninbook.document.nodes import Node
from ninbook.outputs.form import PICTURES
from ninbook.sphinx.output_tables import table_of_html, table_of_text

PREFIX = "output_"
"""What the names of all files of pictures among outputs begin with."""
_AS_CODE = {
    **dict.fromkeys(("cell", "eval_rst", "output", "toc"), "code_block"),
    "role": "code_span",
}
"""What of pages' Markdown outputs don't have, which may be from elsewhere."""
_SUFFIXES = {"image/svg+xml": "svg", **PICTURES}


@dataclass
class Pictures:
    """Pictures among the outputs of a page."""

    page: Path  # relative to the book's root
    alternative: str  # what a picture is for those who don't see it
    files: dict[str, bytes] = field(default_factory=dict)  # the pictures, by names of their files

    def figure(self, node: Node, number: int, output: Mapping[str, Any], mime: str) -> Node:
        """Keep one of a node's outputs, a picture of this type, and return what shows it."""
        parts = [prefix_of(self.page), *node.tabs, str(node.attrs["cell"]), str(number)]
        name = f"{'_'.join(parts)}.{_SUFFIXES[mime]}"
        data = output["data"][mime]
        self.files[name] = data.encode() if mime.endswith("xml") else base64.b64decode(data)
        size = output.get("metadata", {}).get(mime)
        size = size if isinstance(size, dict) else {}
        attrs = {side: f"{size[side]}px" for side in ("width", "height") if side in size}
        attrs |= {"src": name, "alt": self.alternative}
        return replace(node, type="figure", attrs=attrs)


def shown_outputs(node: Node, pictures: Pictures) -> Iterator[Node]:
    """Yield nodes for the outputs of a cell, and the caption of its last table or figure."""
    shown = list(_forms(replace(node, children=[]), pictures))
    for caption in node.children:
        kind = caption.attrs["kind"]
        if found := next((made for made in reversed(shown) if made.type == kind), None):
            give_caption(found, caption)
        else:
            shown.append(caption)
    yield from shown


def _forms(node: Node, pictures: Pictures) -> Iterator[Node]:
    text = replace(node, type="output", attrs={})
    for number, output in enumerate(node.attrs["outputs"]):
        data = output.get("data", {})
        if output["output_type"] == "stream":
            table, rest = table_of_text(output["text"])
            if table:
                yield table
            if rest.strip():
                yield replace(text, content=rest)
        elif output["output_type"] == "error":
            yield replace(text, content="\n".join(output["traceback"]))
        elif html := data.get("text/html"):
            if table := table_of_html(html):
                yield table
                continue
            plain = data.get("text/plain")
            children = [replace(text, content=plain)] if plain else []
            yield replace(node, type="html_output", content=html, attrs={}, children=children)
        elif markdown := data.get("text/markdown"):
            yield from (_of_output(block, node.line) for block in fragment(markdown))
        elif latex := _formula_in(data):
            yield replace(node, type="math_block", content=latex, attrs={})
        elif mime := next((mime for mime in _SUFFIXES if mime in data), ""):
            yield pictures.figure(node, number, output, mime)
        elif plain := data.get("text/plain"):
            yield replace(text, content=plain)


def _formula_in(data: Mapping[str, str]) -> str:
    """Return an output's formula; empty if its LaTeX is something else and it has a text."""
    latex = data.get("text/latex", "").strip("$\n ")
    with suppress(FormulaError):
        return latex if not latex or mathml_of(within_formula(latex), "block") else ""
    return "" if "text/plain" in data else latex


def _of_output(block: Node, line: int) -> Node:
    """Return a block of an output's Markdown, in which nothing is more than Markdown has."""
    for below in block.walk():
        below.line = below.end = line
        below.type = _AS_CODE.get(below.type, below.type)
        if below.type == "slide_mark":
            brackets = "()" if below.attrs["name"][0] == "(" else "[]"
            below.type, below.content = "text", brackets[not below.attrs["opens"]]
    if block.type != "heading":
        return block
    return Node("paragraph", line, line, children=[Node("strong", children=block.children)])


def prefix_of(page: Path) -> str:
    """Return what the names of a page's pictures begin with; its path is relative to the book."""
    key = hashlib.sha1(str(page).encode(), usedforsecurity=False).hexdigest()[:6]
    return f"{PREFIX}{page.stem}_{key}"


def _forget_pictures(app: Sphinx, doctree: nodes.document) -> None:
    """Let a page not depend on its pictures: when one changes, its nodes are written again."""
    page = Path(f"{app.env.docname}.md")
    own = os.fspath(Path(app.srcdir, page.parent, prefix_of(page)))
    files = app.env.dependencies[app.env.docname]
    files.difference_update([file for file in files if os.fspath(file).startswith(own)])


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx, after whatever finds pictures."""
    app.connect("doctree-read", _forget_pictures, priority=900)
