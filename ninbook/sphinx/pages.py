"""Pages as Sphinx reads them: their nodes as JSON, and their pictures in files beside it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ninbook.document.citations import Citations
from ninbook.document.d2l_labels import D2LLabel
from ninbook.document.document import visible
from ninbook.document.nodes import Node, text_node, text_of, transform
from ninbook.document.numbering import Numbering
from ninbook.document.references import CITATIONS, ROLES, keys_of, label_of, look_up
from ninbook.document.rules.blocks import MARKS
from ninbook.sphinx.output_forms import Pictures, shown_outputs
from ninbook.words.words import Words

SUFFIX = ".nodes.json"
"""What the names of such files end with."""


def serialised(
    page: Path,
    file: Path,
    nodes: Sequence[Node],
    numbering: Numbering,
    citations: Citations,
    words: Words,
) -> tuple[str, dict[str, bytes]]:
    """Return a page as text that Sphinx's parser reads.

    Args:
        page: the page, relative to the book's root.
        file: its Markdown, a translation's where there is one; messages name it.
        nodes: the page as `ninbook.pages` presents it.
        numbering: numbers of the edition.
        citations: its bibliography.
        words: words of its language.

    Returns:
        The text, and the pictures among its outputs by the names of their files.
    """
    preparation = _Preparation(page, numbering, citations, words)
    shown = _joined(preparation.prepared(visible(nodes)), folded=True)
    content = {"file": file.as_posix(), "nodes": [node.to_dict() for node in shown]}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n", preparation.pictures.files


class _Preparation:
    """Makes copies of nodes that say all that a page shows of them."""

    def __init__(
        self, page: Path, numbering: Numbering, citations: Citations, words: Words
    ) -> None:
        self.pictures = Pictures(page, words.plot)
        self._page = page
        self._numbering = numbering
        self._citations = citations
        self._words = words
        self._hides_all = False
        self._hides_outputs = False
        self._hidden: set[tuple[tuple[str, ...], int]] = set()
        self._labels: set[str] = set()
        self._tab = ""

    def prepared(self, nodes: Sequence[Node]) -> list[Node]:
        return [made for node in nodes for made in self._prepared(node)]

    def _prepared(self, node: Node) -> Iterator[Node]:
        if node.type in ("figure", "image") and not node.attrs.get("alt"):
            node = replace(node, attrs={**node.attrs, "alt": self._description(node)})
        if node.type == "cell":
            code = str(node.attrs.get("source", node.content)).lower()
            self._hides_all = self._hides_all or "#@hide_all" in code
            hides_code, self._hides_outputs = _hides(code)
            if not self._hides_all and not hides_code:
                yield node
        elif node.type == "outputs":
            if not self._hides_all and not self._hides_outputs:
                yield from self.prepared(list(shown_outputs(node, self.pictures)))
            else:
                self._hidden.add((node.tabs, node.attrs["cell"]))
        elif node.type == "provenance" and "cells" in node.attrs:
            cells = [n for n in node.attrs["cells"] if (node.tabs, n) not in self._hidden]
            yield replace(node, attrs={**node.attrs, "cells": cells})
        elif node.type == "role" and node.attrs["name"] in ROLES:
            yield self._reference(node)
        elif node.type == "tab_panel":
            self._tab = f"-{node.tabs[0]}"
            yield replace(node, children=_joined(self.prepared(node.children)))
            self._tab = ""
        elif node.type == "toc":  # Sphinx can't read contents that are circular
            kept = [
                e for e in node.attrs["entries"] if not self._numbering.is_above(self._page, e[0])
            ]
            yield replace(node, attrs={**node.attrs, "entries": kept})
        elif "ordinal" in node.attrs:
            number = self._numbering.number(self._page, node)
            attrs = {**node.attrs, "number": number, "labels": self._own_labels(node)}
            yield replace(node, attrs=attrs, children=self.prepared(node.children))
        elif node.children:
            yield replace(node, children=self.prepared(node.children))
        else:
            yield node

    def _description(self, picture: Node) -> str:
        """Return the caption of a picture as readers see it, without markup."""

        def said(node: Node) -> Sequence[Node]:
            if node.type != "role":
                return [node]
            if (name := node.attrs["name"]) in CITATIONS:
                return self._citations.cite(keys_of(node.content), textual=name == "citet")
            if name in ROLES:
                return [self._reference(node)]
            return [] if name in MARKS else [text_node(node.content)]

        return text_of(transform(picture.copy().children, said))

    def _own_labels(self, node: Node) -> list[str]:
        """Return labels that no node above has; in a further tab the tab's name is added to them.

        So scripts find what a reference leads to in the reader's tab.
        """
        own = [f"{label}{self._tab}" if label in self._labels else label for label in node.labels]
        self._labels.update(own)
        return own

    def _reference(self, role: Node) -> Node:
        """Return a reference with its name and where it leads; a role that only Sphinx knows."""
        name, there = look_up(self._numbering, role.attrs["name"], role.content, self._words)
        attrs: dict[str, Any] = {"role": role.attrs["name"], "label": label_of(role.content)}
        if isinstance(there, D2LLabel):
            attrs |= {"url": there.url, "title": there.title}
        elif there:
            attrs |= {"page": there.page.with_suffix("").as_posix()}
            if there.kind == "section":
                attrs["title"] = there.text
            if role.attrs["name"] == "numref" and attrs["label"] == role.content.strip():
                attrs |= {"kind": there.kind, "number": there.number}
        else:
            return role
        return Node("reference", role.line, role.end, attrs=attrs, children=name)


def _joined(nodes: Sequence[Node], folded: bool = False) -> list[Node]:
    """Make one listing of cells, or of folded ones alone, between which nothing stands."""
    joined: list[Node] = []
    for node in nodes:
        is_next = bool(joined) and node.type == joined[-1].type == "cell"
        if is_next and ("summary" in node.attrs or not folded):
            parts = [str(cell.attrs.get("source", cell.content)) for cell in (joined[-1], node)]
            attrs = {**joined[-1].attrs, "source": "\n\n".join(parts)}
            joined[-1] = replace(joined[-1], attrs=attrs)
        else:
            joined.append(node)
    return joined


def _hides(code: str) -> tuple[bool, bool]:
    """Tell whether d2lbook hides a cell's code, and its outputs, for what its code says."""
    hides_both = "#@hide" in code
    code_alone, outputs_alone = "#@hide_code" in code, "#@hide_output" in code
    return (
        "# hide code" in code or code_alone or (hides_both and not outputs_alone),
        "# hide outputs" in code or outputs_alone or (hides_both and not code_alone),
    )
