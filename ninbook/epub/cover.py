"""The cover of an EPUB: title, edition and authors below a pattern of blocks."""

import base64
from html import escape
from textwrap import wrap

from ninbook.pictures.raster import png_of

_WIDTH, _HEIGHT = 600, 900
_COLOURS = ("#1f62c4", "#1f7a4a", "#4f86d9", "#8fb1e6")


def cover_of(title: str, subtitle: str, author: str) -> bytes:
    """Draw a cover, a PNG of 1,200 by 1,800 pixels; a subtitle tells editions apart."""
    blocks = "".join(
        f'<rect x="{40 + 130 * column}" y="{60 + 62 * row}" width="110" height="44" rx="8" '
        f'fill="{_COLOURS[(3 * row + column * column) % 4]}"/>'
        for row in range(5)
        for column in range(4)
    )
    is_wide = any("\u1100" <= character < "\ue000" for character in title)
    lines = wrap(title, 10 if is_wide else 17)
    texts = [_text(line, 470 + 66 * number, 54, "bold") for number, line in enumerate(lines)]
    texts.append(_text(subtitle, 470 + 66 * len(lines), 32, "normal"))
    texts += [_text(line, 820 + 30 * n, 22, "normal") for n, line in enumerate(wrap(author, 45))]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        f'font-family="sans-serif">{blocks}{"".join(texts)}</svg>'
    )
    return base64.b64decode(png_of(svg))


def _text(words: str, y: int, size: int, weight: str) -> str:
    return (
        f'<text x="40" y="{y}" font-size="{size}" font-weight="{weight}" fill="#1f2328">'
        f"{escape(words)}</text>"
    )
