"""Footnotes, numbered in the order in which the text refers to them."""

from collections.abc import Sequence

from docutils import nodes

from ninbook.document.nodes import Node
from ninbook.sphinx.renderer import Renderer


def count_footnotes(renderer: Renderer, blocks: Sequence[Node]) -> list[Node]:
    """Number the footnotes that a page refers to, and return them in the order of their numbers."""
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


def reference(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return a reference to a footnote, if the page has it."""
    number = renderer.footnotes.get(node.attrs["label"])
    if number is None:
        renderer.warn(node, f"the page has no footnote [^{node.attrs['label']}]")
        return []
    made = nodes.footnote_reference(f"[{number}]_", str(number), refname=str(number))
    renderer.document.note_footnote_ref(made)
    return [made]
