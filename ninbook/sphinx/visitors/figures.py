"""Pictures, alone and with captions."""

from __future__ import annotations

from collections.abc import Mapping
from os.path import isdir
from pathlib import Path

from docutils import nodes

from ninbook.document.arrange import address_of
from ninbook.document.nodes import Node
from ninbook.sphinx.renderer import Handler, Renderer

_FIRST_SCREEN = 40
"""Lines of a page that readers may see at once; pictures below are loaded when they come near."""


def image_of(renderer: Renderer, node: Node) -> nodes.image:
    """Return a picture with the size and the description that its node gives."""
    address = address_of(node)
    folder = Path(renderer.env.srcdir, renderer.docname).parent
    if isdir(folder / address):  # noqa: PTH112  # data is too long for a path
        address += "/no-picture"  # at which Sphinx only warns
    made = nodes.image(uri=address, alt=str(node.attrs.get("alt") or node.text))
    for name in ("width", "height"):
        if node.attrs.get(name):
            made[name] = str(node.attrs[name]).strip()
    if node.line > _FIRST_SCREEN:
        made["loading"] = "lazy"
    return made


def _image(renderer: Renderer, node: Node) -> list[nodes.Node]:
    return [image_of(renderer, node)]


def _figure(renderer: Renderer, node: Node) -> list[nodes.Node]:
    image = image_of(renderer, node)
    renderer.place(image, node)
    made = nodes.figure("", image, number=node.attrs.get("number", ""))
    if node.children:
        caption = nodes.caption(node.content, "", *renderer.inlines(node.children))
        renderer.place(caption, node)
        made += caption
    return [*renderer.labelled(node), made]


HANDLERS: Mapping[str, Handler] = {"image": _image, "figure": _figure}
"""Handlers of pictures by types of nodes."""
