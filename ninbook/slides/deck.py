"""A deck of slides as one HTML file that reveal.js presents offline."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from importlib.metadata import distribution
from itertools import groupby
from pathlib import Path

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from ninbook.document.nodes import Node, text_of
from ninbook.pages.collected import subtitle_of
from ninbook.slides.division import slides_of
from ninbook.slides.html import html_of
from ninbook.slides.layout import HEIGHT, WIDTH, Block, Slide, lay_out
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
    config = book.config
    heading = html_of(title)
    pages = lay_out(slides_of(parts, heading))
    sections = [_cover(book, heading, text_of(title))]
    sections += [_section(page, number) for number, page in enumerate(pages)]
    texts = {
        "LANGUAGE": book.language,
        "TITLE": escape(f"{text_of(title)} · {config.project['title']}"),
        "REVEAL_CSS": _reveal("reveal.css"),
        "DECK_CSS": _file("deck.css") + HtmlFormatter(style="default").get_style_defs(".code"),
        "TOP_LEFT": config.slides["top_left"],
        "TOP_RIGHT": config.slides["top_right"],
        "SLIDES": "\n".join(sections),
        "REVEAL_JS": _reveal("reveal.js").replace("</script", r"<\/script"),
        "DECK_JS": _file("deck.js").replace("WIDTH", str(WIDTH)).replace("HEIGHT", str(HEIGHT)),
    }
    # In one pass, since a part may hold what looks like the name of another.
    names = re.compile(r"\{\{(\w+)\}\}")
    return names.sub(lambda found: texts[found[1]], _file("deck.html")), len(sections)


def _cover(book: Book, heading: str, title: str) -> str:
    project = book.config.project
    lines = [f"<h1>{heading}</h1>"]
    if subtitle := subtitle_of(book):
        lines.append(f'<p class="framework">{escape(subtitle)}</p>')
    if project["title"] != title:
        lines.append(f'<p class="book">{escape(project["title"])}</p>')
    lines.append(f'<p class="author">{escape(project["author"])}</p>')
    return f'<section class="cover">{"".join(lines)}</section>'


def _section(page: Slide, number: int) -> str:
    name = f"slide-{number}"
    titled = f'<h2 id="{name}">{page.heading}</h2>' if page.heading else ""
    label = f' aria-labelledby="{name}"' if page.heading else ""
    body = "\n".join(_bodies(page.blocks))
    return f'<section{label}>{titled}<div class="body">\n{body}\n</div></section>'


def _bodies(blocks: Sequence[Block]) -> Iterator[str]:
    for are_points, run in groupby(blocks, key=lambda block: block.kind == "point"):
        if are_points:
            items = "\n".join(f"<li>{block.content}</li>" for block in run)
            yield f"<ul>\n{items}\n</ul>"
        else:
            yield from map(_body, run)


def _body(block: Block) -> str:
    size = f' style="font-size: {block.size}px"'
    match block.kind:
        case "code":
            formatter = HtmlFormatter(nowrap=True)
            code = highlight(block.content, PythonLexer(stripnl=False), formatter)
            return f'<pre class="code"{size}><code>{code.rstrip()}</code></pre>'
        case "output":
            return f'<pre class="output"{size}>{escape(block.content)}</pre>'
        case "picture" | "figure":
            height = f' style="height: {block.size:.0f}px"'
            return f'<div class="picture"{height}>{block.content}</div>'
        case "note":
            return f'<p class="provenance {block.classes}"{size}>{escape(block.content)}</p>'
    return block.content


@cache
def _file(name: str) -> str:
    return (_FILES / name).read_text(encoding="utf-8")


@cache
def _reveal(name: str) -> str:
    """Read a file of reveal.js from the package that carries it; nothing of that is imported."""
    file = distribution("sphinx-revealjs").locate_file(f"{_REVEAL}/{name}")
    return Path(str(file)).read_text(encoding="utf-8")
