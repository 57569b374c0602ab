"""Footnotes, numbered in the order in which the text refers to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docutils import nodes

from ninbook.document.nodes import Node
from ninbook.sphinx.renderer import Handler, Renderer


def count_footnotes(renderer: Renderer, blocks: Sequence[Node]) -> list[Node]:
    """Number a page's footnotes.

    Args:
        renderer: the page's.
        blocks: all of the page's.

    Returns:
        The footnotes that the page refers to, in the order of their numbers.
    """
    below = [found for node in blocks for found in node.find("footnote", "footnote_ref")]
    notes = {note.attrs["label"]: note for note in below if note.type == "footnote"}
    for reference in below:
        if reference.type == "footnote_ref" and reference.attrs["label"] in notes:
            number = len(renderer.footnotes) + 1
            renderer.footnotes.setdefault(reference.attrs["label"], number)
    return [notes[label] for label in renderer.footnotes]


def footnote(renderer: Renderer, node: Node) -> nodes.footnote:
    """Return a footnote, which stands at the end of the page, wherever its Markdown does."""
    number = str(renderer.footnotes[node.attrs["label"]])
    made = nodes.footnote("", nodes.label("", number), names=[number])
    made += renderer.blocks(node.children)
    renderer.document.note_footnote(made)
    renderer.document.note_explicit_target(made, made)
    renderer.place(made, node)
    return made


def _reference(renderer: Renderer, node: Node) -> list[nodes.Node]:
    number = renderer.footnotes.get(node.attrs["label"])
    if number is None:
        renderer.warn(node, f"the page has no footnote [^{node.attrs['label']}]")
        return []
    made = nodes.footnote_reference(f"[{number}]_", str(number), refname=str(number))
    renderer.document.note_footnote_ref(made)
    return [made]


def _nothing(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return []


HANDLERS: Mapping[str, Handler] = {"footnote_ref": _reference, "footnote": _nothing}
"""Handlers of footnotes by types of nodes."""
