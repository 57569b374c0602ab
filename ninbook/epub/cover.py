"""The cover of an EPUB: title, edition and authors below a pattern of blocks."""

import base64
from pathlib import Path
from textwrap import wrap

from jinja2 import Environment

from ninbook.pictures.raster import png_of


def cover_of(title: str, subtitle: str, author: str) -> bytes:
    """Draw a cover, a PNG of 1,200 by 1,800 pixels; a subtitle tells editions apart."""
    is_wide = any("\u1100" <= character < "\ue000" for character in title)
    drawing = Path(__file__).with_suffix(".svg").read_text(encoding="utf-8")
    svg = Environment(autoescape=True).from_string(drawing)
    lines = {"title": wrap(title, 10 if is_wide else 17), "authors": wrap(author, 45)}
    return base64.b64decode(png_of(svg.render(subtitle=subtitle, **lines)))
