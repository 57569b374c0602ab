"""Images of notebooks: from files beside them, or inside them."""

import re
from dataclasses import replace
from functools import lru_cache
from os.path import relpath, sep
from pathlib import Path

from ninbook.document.links import seen_from
from ninbook.document.nodes import Node
from ninbook.files.listing import is_file
from ninbook.files.text import read_svg
from ninbook.pictures import svg_tree
from ninbook.pictures.raster import data_address, png_of


class LinkedPictures:
    """Shows images from files beside the notebooks, and remembers which; SVG as attached PNG.

    Args:
        root: the book's root.
        page: the page that shows them, relative to the root.
    """

    def __init__(self, root: Path, page: Path) -> None:
        self._root = root
        self._page = page
        self.files: set[Path] = set()
        """Files that the notebook needs beside it, relative to the book's root."""

    def __call__(self, image: Node) -> Node:
        """Return what shows an image; of SVG it has a PNG in base64 as attribute ``png``."""
        path = seen_from(self._page, image.attrs["src"])
        file = self._root / path
        if path.suffix == ".svg" and is_file(file) and (png := png_of(read_svg(file))):
            # Jupyter shows no SVG of a notebook that it doesn't trust.
            name = re.sub(r"[^\w.-]", "-", path.stem)
            return replace(image, attrs={"src": f"attachment:{name}.png", "png": png})
        self.file(path)
        return image

    def file(self, path: Path) -> str | None:
        """Return where a link to a file of the book leads; None if it can't lead there."""
        if ".." in path.parts or path.is_absolute() or not is_file(self._root / path):
            return None
        self.files.add(path)
        return beside(self._page, path)


def embedded(root: Path, page: Path, image: Node) -> Node:
    """Return a page's image with its file in it; SVG as a node ``drawing``, and as PNG, too."""
    file = root / seen_from(page, image.attrs["src"])
    if not is_file(file):
        return image
    if file.suffix == ".svg" and (png := png_of(svg := read_svg(file))):
        return Node("drawing", content=_drawing_of(svg), attrs={"png": png})
    image.attrs["src"] = data_address(file)
    return image


@lru_cache(maxsize=100)  # the same in all tabs of a page
def _drawing_of(svg: str) -> str:
    return svg_tree.write(svg_tree.read(svg))


def beside(page: Path, other: Path) -> str:
    """Return the address of another file as seen from a page's."""
    return relpath(other, page.parent).replace(sep, "/")
