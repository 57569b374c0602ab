"""Pictures, alone and with captions."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from ninbook.document.arrange import address_of
from ninbook.document.block_marks import SIZE
from ninbook.document.nodes import Node
from ninbook.files.listing import is_file
from ninbook.sphinx.renderer import Renderer

_FIRST_SCREEN = 40
"""Lines of a page that readers may see at once; pictures below are loaded when they come near."""


def image_of(node: Node) -> nodes.image:
    """Return a picture with the size and the description that its node gives."""
    made = nodes.image(uri=address_of(node), alt=str(node.attrs.get("alt", "")))
    for name in ("width", "height"):
        size = str(node.attrs.get(name, "")).strip()
        if SIZE.fullmatch(size):  # docutils stops at others, such as "auto"
            made[name] = size
    if node.line > _FIRST_SCREEN:
        made["loading"] = "lazy"
    return made


def figure(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return a figure with its caption, if it has one."""
    image = image_of(node)
    renderer.place(image, node)
    if renderer.target == "latex" and not node.children:  # where a figure floats
        return [image]
    made = nodes.figure("", image, number=node.attrs.get("number", ""))
    if node.children:
        caption = nodes.caption(node.content, "", *renderer.inlines(node.children))
        renderer.place(caption, node)
        made += caption
    return [made]


class _MissingPictures(SphinxPostTransform):
    """Shows the description of a picture that is no file, at which Sphinx's converters stop."""

    default_priority = 5

    def run(self, **_: object) -> None:
        for image in list(self.document.findall(nodes.image)):
            address = image["uri"]
            is_local = "://" not in address and not address.startswith("data:")
            if is_local and not is_file(Path(self.env.srcdir, address)):
                image.replace_self(nodes.inline("", image.get("alt", "")))


def setup(app: Sphinx) -> None:
    """Register with Sphinx what becomes of pictures that aren't there."""
    app.add_post_transform(_MissingPictures)
