"""Pictures in formats that LaTeX doesn't know."""

from __future__ import annotations

import os

from docutils import nodes
from PIL import Image
from sphinx.transforms.post_transforms.images import ImageConverter


class ToPng(ImageConverter):
    """Converts GIF, of which it takes the first frame, and WebP."""

    conversion_rules = [("image/gif", "image/png"), ("image/webp", "image/png")]  # noqa: RUF012

    def match(self, node: nodes.image) -> bool:
        """See the base class, which doesn't expect that a file is missing."""
        return super().match(node) and node["uri"] in self.env.images

    def is_available(self) -> bool:
        """See the base class."""
        return True

    def convert(self, _from: str | os.PathLike[str], _to: str | os.PathLike[str]) -> bool:
        """See the base class; a broken picture is not converted, and Sphinx warns of it."""
        try:
            with Image.open(_from) as picture:
                picture.save(_to)
        except OSError:
            return False
        return True
