"""Turns a notebook of d2lbook's slides into one HTML file that reveal.js presents offline."""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypandoc
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from ninbook.errors import BuildError
from ninbook.pictures import svg_inline
from ninbook.slides.layout import HEIGHT, NOTE_SIZE, WIDTH, Block, Slide, lay_out

PROVENANCE = "ninbook_provenance"
"""Entry in a code cell's metadata that says where its output is from: a class and a sentence."""
_FILES = Path(__file__).with_name("deck_files")
_LINED = re.compile(r"^([^\n]+)\n-{3,}[ \t]*$", re.MULTILINE)
"""A heading, as d2lbook's slides have them: ``[**Words**]`` and then ``(~~---~~)``."""
_MARKUP = re.compile(r"\s*(?:!\[|\||\$\$|[-*+] |\d+[.)] |```|<|#|>|:)")
_IMAGE = re.compile(r"\A!\[(?P<alt>.*)\]\((?P<path>[^)\s]+)[^)]*\)\s*\Z")
_INNER_IMAGE = re.compile(r'<img\s+src="(?!data:)([^"]*)"[^>]*?(?:\salt="([^"]*)")?[^>]*>')
_CUT = "<!-- cut -->"
_MARKDOWN = "markdown-auto_identifiers-implicit_figures-smart+lists_without_preceding_blankline"


@dataclass(frozen=True)
class Cover:
    """What the first slide and the corners of all say.

    Attributes:
        title: the book's title.
        subtitle: the framework; empty in a book without tabs.
        author: the authors.
        language: of the deck, as in BCP 47.
        top_left: HTML in the corner of each slide, as `[slides]` of the configuration has it.
        top_right: the same for the other corner.
    """

    title: str
    subtitle: str
    author: str
    language: str
    top_left: str = ""
    top_right: str = ""


def deck(notebook: Any, cover: Cover, folder: Path, text: Callable[[str], str]) -> tuple[str, int]:
    """Returns a deck and how many slides it has.

    Args:
        notebook: as d2lbook generates it: each text cell says whether it begins a slide.
        cover: what the first slide says.
        folder: where the page stands, for the pictures that it names.
        text: turns d2lbook's Markdown into plain Markdown.
    """
    title, slides = slides_of(notebook, folder, text)
    pages = list(lay_out(slides))
    texts = [title, *(part for page in pages for part in _texts(page))]
    rendered = iter([_with_pictures(html, folder) for html in _to_html(texts)])
    heading = _inner(next(rendered))
    sections = [_cover(cover, heading)]
    sections += [_section(page, number, rendered) for number, page in enumerate(pages)]
    parts = {
        "LANGUAGE": cover.language,
        "TITLE": escape(f"{_plain(heading)} · {cover.title}"),
        "REVEAL_CSS": _reveal("reveal.css"),
        "DECK_CSS": _file("deck.css") + HtmlFormatter(style="default").get_style_defs(".code"),
        "TOP_LEFT": cover.top_left,
        "TOP_RIGHT": cover.top_right,
        "SLIDES": "\n".join(sections),
        "REVEAL_JS": _reveal("reveal.js").replace("</script", r"<\/script"),
        "DECK_JS": _file("deck.js").replace("WIDTH", str(WIDTH)).replace("HEIGHT", str(HEIGHT)),
    }
    # In one pass, since a part may hold what looks like the name of another.
    names = re.compile(r"\{\{(\w+)\}\}")
    return names.sub(lambda found: parts[found[1]], _file("deck.html")), len(sections)


def slides_of(notebook: Any, folder: Path, text: Callable[[str], str]) -> tuple[str, list[Slide]]:
    """Returns the page's title and its slides, as d2lbook divides them."""
    title = ""
    slides: list[Slide] = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if not slides:
                slides.append(Slide(title))
            slides[-1].blocks += _code_blocks(cell, len(slides))
            continue
        content = text(cell.source).strip()
        if cell.source.lstrip().startswith("# "):
            first, _, content = content.partition("\n")
            title = title or first.removeprefix("# ").strip()
            content = content.strip()
        begins = cell.metadata.get("slideshow", {}).get("slide_type") == "slide"
        if not content and not begins:
            continue
        before, *headed = _LINED.split(content)
        if (begins and (before.strip() or not headed)) or not slides:
            slides.append(Slide(slides[-1].heading if slides else title))
        slides[-1].blocks += _text_blocks(before, folder)
        for heading, below in zip(headed[::2], headed[1::2], strict=True):
            slides.append(Slide(heading.strip()))
            slides[-1].blocks += _text_blocks(below, folder)
    return title, [slide for slide in slides if slide.blocks or slide.heading != title]


def _text_blocks(content: str, folder: Path) -> Iterator[Block]:
    """Makes a point of each mark; what is more than a sentence stays as it is."""
    for paragraph in re.split(r"\n{2,}", content.strip("\n")):
        points: list[str] = []
        for line in filter(str.strip, paragraph.split("\n")):
            image = _IMAGE.match(line)
            if image:
                yield from _points(points)
                points = []
                yield Block("figure", _picture(folder / image["path"], image["alt"]))
            else:
                points.append(line)
        yield from _points(points)


def _points(lines: Sequence[str]) -> Iterator[Block]:
    if any(map(_MARKUP.match, lines)):
        yield Block("text", "\n".join(lines))
    else:
        yield from (Block("text", f"- {line.strip().rstrip('.')}") for line in lines)


def _code_blocks(cell: Any, number: int) -> Iterator[Block]:
    if cell.source.strip():
        yield Block("code", cell.source.strip("\n"))
    for index, output in enumerate(cell.get("outputs", ())):
        data = output.get("data", {})
        name = f"plot-{number}-{index}"
        if "image/svg+xml" in data:
            yield Block("picture", svg_inline.inline("".join(data["image/svg+xml"]), name))
        elif "image/png" in data:
            image = "".join(data["image/png"]).strip()
            yield Block("picture", f'<img src="data:image/png;base64,{image}" alt="">')
        else:
            printed = output.get("text") or data.get("text/plain") or ""
            printed = "".join(printed).expandtabs().strip("\n")
            if printed:
                yield Block("output", printed)
    if PROVENANCE in cell.metadata:
        kind, sentence = cell.metadata[PROVENANCE]
        yield Block("note", sentence, NOTE_SIZE, kind)


def _texts(page: Slide) -> Iterator[str]:
    yield page.heading
    for block in page.blocks:
        if block.kind == "text":
            yield block.content


def _to_html(texts: Sequence[str]) -> list[str]:
    """Converts texts by one call of pandoc, whose start is what takes the time."""
    joined = f"\n\n{_CUT}\n\n".join(texts)
    html = pypandoc.convert_text(joined, "html5", format=_MARKDOWN, extra_args=["--mathml"])
    return [part.strip() for part in str(html).split(_CUT)]


def _cover(cover: Cover, heading: str) -> str:
    lines = [f"<h1>{heading}</h1>"]
    if cover.subtitle:
        lines.append(f'<p class="framework">{escape(cover.subtitle)}</p>')
    if cover.title != _plain(heading):
        lines.append(f'<p class="book">{escape(cover.title)}</p>')
    lines.append(f'<p class="author">{escape(cover.author)}</p>')
    return f'<section class="cover">{"".join(lines)}</section>'


def _section(page: Slide, number: int, rendered: Iterator[str]) -> str:
    name = f"slide-{number}"
    heading = _inner(next(rendered))
    parts = []
    for block in page.blocks:
        size = f' style="font-size: {block.size}px"'
        if block.kind == "text":
            parts.append(next(rendered))
        elif block.kind == "code":
            formatter = HtmlFormatter(nowrap=True)
            code = highlight(block.content, PythonLexer(stripnl=False), formatter)
            parts.append(f'<pre class="code"{size}><code>{code.rstrip()}</code></pre>')
        elif block.kind == "output":
            parts.append(f'<pre class="output"{size}>{escape(block.content)}</pre>')
        elif block.kind in ("picture", "figure"):
            height = f' style="height: {block.size:.0f}px"'
            parts.append(f'<div class="picture"{height}>{block.content}</div>')
        else:
            parts.append(f'<p class="provenance {block.classes}"{size}>{escape(block.content)}</p>')
    titled = f'<h2 id="{name}">{heading}</h2>' if heading else ""
    body = "\n".join(parts).replace("</ul>\n<ul>\n", "")  # points of one list
    label = f' aria-labelledby="{name}"' if heading else ""
    return f'<section{label}>{titled}<div class="body">\n{body}\n</div></section>'


def _picture(file: Path, alt: str) -> str:
    if not file.is_file():
        return f'<p class="missing">{escape(file.name)}</p>'
    content = file.read_bytes()
    if file.suffix == ".svg" and svg_inline.is_adaptive(content.decode()):
        return svg_inline.inline(content.decode(), file.stem.replace(".", "-"), alt)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    data = base64.b64encode(content).decode()
    return f'<img src="data:{kind};base64,{data}" alt="{escape(alt, quote=True)}">'


def _with_pictures(html: str, folder: Path) -> str:
    """Puts pictures amid a text into it, so that the deck needs no other file."""
    return _INNER_IMAGE.sub(lambda found: _picture(folder / found[1], found[2] or ""), html)


def _inner(html: str) -> str:
    return re.sub(r"\A<p>|</p>\Z", "", html.strip())


def _plain(html: str) -> str:
    return re.sub(r"<annotation.*?</annotation>|<[^>]*>", "", html)


@cache
def _file(name: str) -> str:
    return (_FILES / name).read_text(encoding="utf-8")


@cache
def _reveal(name: str) -> str:
    """Reads a file of reveal.js from the package that carries it; nothing of that is imported."""
    spec = find_spec("sphinx_revealjs")
    if spec is None or not spec.submodule_search_locations:
        raise BuildError(
            "slides need reveal.js, which the package sphinx-revealjs carries; "
            "./d2lbook build slides installs it"
        )
    folder = Path(spec.submodule_search_locations[0], "_static", "revealjs", "dist")
    return (folder / name).read_text(encoding="utf-8")
