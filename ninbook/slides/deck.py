"""A deck of slides as one HTML file that reveal.js presents offline."""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from jinja2 import Environment, Template
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from ninbook.document.nodes import Node, text_of
from ninbook.pages.collected import subtitle_of
from ninbook.slides.division import slides_of
from ninbook.slides.html import html_of
from ninbook.slides.layout import HEIGHT, WIDTH, lay_out
from ninbook.slides.selection import Code, Text
from ninbook.source import Book

_FILES = Path(__file__).with_name("files")
_REVEAL = "sphinx_revealjs/_static/revealjs/dist"


def deck(book: Book, title: Sequence[Node], parts: Sequence[Text | Code]) -> tuple[str, int]:
    """Return a deck of a page, and how many slides it has.

    Args:
        book: the book in the deck's language and tab.
        title: the page's heading in plain nodes.
        parts: what of the page is on slides, likewise.
    """
    heading = html_of(title)
    slides = list(lay_out(slides_of(parts, heading)))
    script = _file("deck.js").replace("WIDTH", str(WIDTH)).replace("HEIGHT", str(HEIGHT))
    style = _file("deck.css") + HtmlFormatter(style="default").get_style_defs(".code")
    html = _template().render(
        language=book.language,
        project=book.config.project,
        heading=heading,
        title=text_of(title),
        subtitle=subtitle_of(book),
        corners=book.config.slides,
        slides=slides,
        highlighted=_highlighted,
        styles=[_reveal("reveal.css"), style],
        scripts=[_reveal("reveal.js").replace("</script", r"<\/script"), script],
    )
    return html, len(slides) + 1


def _highlighted(code: str) -> str:
    return str(highlight(code, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))).rstrip()


@cache
def _template() -> Template:
    return Environment(autoescape=True, keep_trailing_newline=True).from_string(_file("deck.html"))


@cache
def _file(name: str) -> str:
    return (_FILES / name).read_text(encoding="utf-8")


@cache
def _reveal(name: str) -> str:
    """Read a file of reveal.js from the package that carries it; nothing of that is imported."""
    file = distribution("sphinx-revealjs").locate_file(f"{_REVEAL}/{name}")
    return Path(str(file)).read_text(encoding="utf-8")
