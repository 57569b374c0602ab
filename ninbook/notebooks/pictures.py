"""Images of notebooks: from files beside them, or inside them."""

from __future__ import annotations

import base64
from contextlib import suppress
from os.path import relpath, sep
from pathlib import Path
from posixpath import normpath
from typing import Protocol
from xml.etree.ElementTree import ParseError

from ninbook.document.nodes import Node
from ninbook.files.text import read_text
from ninbook.pictures import svg_tree

_MIME_OF = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}


class Pictures(Protocol):
    """Shows the images of one page, and leads to its files."""

    def __call__(self, image: Node) -> Node:
        """Return what shows an image: another image, or a node ``drawing`` that holds SVG."""

    def file(self, path: Path) -> str | None:
        """Return where a link to a file of the book leads; None if it can't lead there."""


class LinkedPictures:
    """Shows images from files beside the notebooks, and remembers which.

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
        """See `Pictures`."""
        source = image.attrs["src"]
        if "://" not in source:
            self.file(Path(normpath((self._page.parent / source).as_posix())))
        return image

    def file(self, path: Path) -> str | None:
        """See `Pictures`."""
        if ".." in path.parts or path.is_absolute() or not (self._root / path).is_file():
            return None
        self.files.add(path)
        return beside(self._page, path)


class EmbeddedPictures:
    """Puts images into the notebook.

    Args:
        root: the book's root.
        page: the page that shows them, relative to the root.
    """

    def __init__(self, root: Path, page: Path) -> None:
        self._root = root
        self._page = page

    def __call__(self, image: Node) -> Node:
        """See `Pictures`."""
        source = image.attrs["src"]
        file = self._root / normpath((self._page.parent / source).as_posix())
        if "://" in source or not file.is_file():
            return image
        if file.suffix == ".svg":
            with suppress(ParseError):  # a browser shows what it can of it
                return Node("drawing", content=svg_tree.write(svg_tree.read(read_text(file))))
        kind = _MIME_OF.get(file.suffix.lower(), "application/octet-stream")
        image.attrs["src"] = f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"
        return image

    def file(self, path: Path) -> str | None:
        """See `Pictures`."""
        return None


def beside(page: Path, other: Path) -> str:
    """Return the address of another file as seen from a page's."""
    return relpath(other, page.parent).replace(sep, "/")
